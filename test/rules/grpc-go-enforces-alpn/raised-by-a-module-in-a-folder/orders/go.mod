module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.66.3

require shop.example/lib v0.0.0

replace shop.example/lib => ../lib
