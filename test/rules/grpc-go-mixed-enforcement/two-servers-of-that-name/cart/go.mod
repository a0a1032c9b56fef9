module shop.example/cart

go 1.25.0

require google.golang.org/grpc v1.84.0
                            // ^^^^^^^ information: grpc-go-enforces-alpn
