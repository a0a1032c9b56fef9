module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.85.0-dev.0.20260825072537-93e31b48545e
                            // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: grpc-go-enforces-alpn "missing selected ALPN property"
