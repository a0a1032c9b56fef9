module shop.example/orders

go 1.25.0

// grpc-alpn: ignore grpc-go-enforces-alpn -- every hop selects h2
require google.golang.org/grpc v1.68.1
