module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.85.0
                            // ^^^^^^^ information: grpc-go-enforces-alpn
