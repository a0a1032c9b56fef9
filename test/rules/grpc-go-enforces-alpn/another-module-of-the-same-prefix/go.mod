module shop.example/orders

go 1.25.0

require google.golang.org/grpc/cmd/protoc-gen-go-grpc v1.5.1
