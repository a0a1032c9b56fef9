module shop.example/checkout

go 1.25.0

require google.golang.org/grpc v1.66.3
