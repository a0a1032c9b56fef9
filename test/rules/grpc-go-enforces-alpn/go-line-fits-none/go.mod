module shop.example/orders

go 1.21

require google.golang.org/grpc v1.67.0
                            // ^^^^^^^ information: grpc-go-enforces-alpn "missing selected ALPN property"
