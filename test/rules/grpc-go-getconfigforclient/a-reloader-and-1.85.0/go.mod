module shop.example/orders

go 1.22

require google.golang.org/grpc v1.85.0
                            // ^^^^^^^ information: grpc-go-enforces-alpn
