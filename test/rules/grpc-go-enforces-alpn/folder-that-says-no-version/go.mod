module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.68.1

replace google.golang.org/grpc => ./third_party/grpc-go
