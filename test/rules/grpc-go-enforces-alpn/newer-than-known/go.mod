module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.99.0
                            // ^^^^^^^ information: grpc-go-enforces-alpn "newer than v1.85.0, the newest we know: still enforced as of that one"
