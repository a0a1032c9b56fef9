module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.86.0-dev
                            // ^^^^^^^^^^^ information: grpc-go-enforces-alpn "missing selected ALPN property"
