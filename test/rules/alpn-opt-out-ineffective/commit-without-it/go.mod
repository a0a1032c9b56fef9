module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.77.0-dev.0.20251021051403-0037c61d3c9f
                            // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: grpc-go-enforces-alpn
