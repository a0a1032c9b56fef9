module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.67.0-dev.0.20240904000000-000000000000
