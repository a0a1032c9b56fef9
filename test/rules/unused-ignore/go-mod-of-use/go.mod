module shop.example/orders

go 1.25.0

require (
	// grpc-alpn: ignore grpc-go-enforces-alpn -- all proxies have been looked at
	google.golang.org/grpc v1.70.0
)
