module lab.example

go 1.23

require (
	github.com/docker/go-connections v0.8.1
	github.com/soheilhy/cmux v0.1.5
	google.golang.org/grpc v1.68.2
	google.golang.org/grpc/security/advancedtls v1.0.0
)

require (
	github.com/Microsoft/go-winio v0.6.2 // indirect
	golang.org/x/crypto v0.27.0 // indirect
	golang.org/x/net v0.29.0 // indirect
	golang.org/x/sys v0.25.0 // indirect
	golang.org/x/text v0.18.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20240903143218-8af14fe29dc1 // indirect
	google.golang.org/protobuf v1.34.2 // indirect
)
