module shop.example/orders

go 1.26.0

require google.golang.org/grpc v1.67.3
                            // ^^^^^^^ information: grpc-go-enforces-alpn "missing selected ALPN property"
