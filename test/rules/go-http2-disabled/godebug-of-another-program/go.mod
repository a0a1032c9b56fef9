module example.com/gateway

go 1.25.0

godebug (
	default=go1.21
	http2server=0
)

require google.golang.org/grpc v1.66.3
