module shop.example/orders

go 1.25.0

require (
	google.golang.org/grpc v1.66.3 // indirect; grpc-alpn: ignore grpc-go-enforces-alpn -- all proxies have been looked at
                                                            // ^^^^^^^^^^^^^^^^^^^^^ information: unused-ignore
)
