module shop.example/orders

go 1.25.0

require (
	example.com/client v1.2.3
	google.golang.org/grpc v1.85.0 // indirect
	                    // ^^^^^^^ hint: grpc-go-enforces-alpn
)
