module shop.example/stock

go 1.25.0

require google.golang.org/grpc v1.68.1
                            // ^^^^^^^ warning: grpc-go-enforces-alpn "A hop in this folder would be refused."
