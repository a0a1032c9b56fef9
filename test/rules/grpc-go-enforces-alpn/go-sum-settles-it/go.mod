module shop.example/orders

go 1.16

require google.golang.org/grpc v1.68.1
                            // ^^^^^^^ information: grpc-go-enforces-alpn "go.sum has the hash of the code of no newer version"
