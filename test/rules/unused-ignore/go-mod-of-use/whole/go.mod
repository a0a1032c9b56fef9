// grpc-alpn: ignore-file grpc-go-enforces-alpn -- all proxies have been looked at
module shop.example/orders

go 1.25.0

require (
	google.golang.org/grpc v1.70.0
)
