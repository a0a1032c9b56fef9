package main

import (
	"google.golang.org/grpc"

	_ "shop.example/orders/alpn"
)

func main() {
	grpc.NewServer()
}
