module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.77.0-dev.0.20251021120000-000000000000
                            // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: grpc-go-enforces-alpn "does not even read GRPC_ENFORCE_ALPN_ENABLED"
