module shop.example/orders

go 1.16

require google.golang.org/grpc v1.68.1
                            // ^^^^^^^ information: grpc-go-enforces-alpn "grpc-go v1.68.1 or newer refuses"
