module shop.example/orders

go 1.25.0

require google.golang.org/grpc
// [0-30] error: syntax
