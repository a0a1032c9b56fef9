module shop.example/orders

go 1.22

require google.golang.org/grpc v1.67.3
                            // ^^^^^^^ information: grpc-go-enforces-alpn
