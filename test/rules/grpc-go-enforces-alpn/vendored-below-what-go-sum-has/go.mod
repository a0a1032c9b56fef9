module shop.example/orders

go 1.16

require shop.example/lib v1.0.0
