module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.67.0-dev.0.20240905000000-000000000000
                            // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: grpc-go-enforces-alpn "missing selected ALPN property"
