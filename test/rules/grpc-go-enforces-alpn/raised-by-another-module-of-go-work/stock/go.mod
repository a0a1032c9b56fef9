module shop.example/stock

go 1.25.0

require google.golang.org/grpc v1.68.1
                            // ^^^^^^^ information: grpc-go-enforces-alpn "1.68.1 or newer refuses TLS connections on which no protocol was selected by ALPN"
