module lab.example

go 1.23

require (
	github.com/docker/go-connections v0.8.1
	github.com/soheilhy/cmux v0.1.5
	google.golang.org/grpc v1.66.3
	google.golang.org/grpc/security/advancedtls v1.0.0
)

require (
	github.com/Microsoft/go-winio v0.6.2 // indirect
	golang.org/x/crypto v0.24.0 // indirect
	golang.org/x/net v0.26.0 // indirect
	golang.org/x/sys v0.21.0 // indirect
	golang.org/x/text v0.16.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20240604185151-ef581f913117 // indirect
	google.golang.org/protobuf v1.34.1 // indirect
)
