module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.70.0
                            // ^^^^^^^ information: grpc-go-enforces-alpn

require google.golang.org/grpc/security/advancedtls v1.0.0
