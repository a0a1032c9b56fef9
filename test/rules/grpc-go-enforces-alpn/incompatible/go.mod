module shop.example/orders

go 1.25.0

require google.golang.org/grpc v2.0.0+incompatible
                            // ^^^^^^^^^^^^^^^^^^^ information: grpc-go-enforces-alpn "still enforced as of that one"
