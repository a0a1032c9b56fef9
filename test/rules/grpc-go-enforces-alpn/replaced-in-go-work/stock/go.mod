module shop.example/stock

go 1.25.0

require google.golang.org/grpc v1.64.1
