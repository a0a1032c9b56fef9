module lab.example

go 1.23

require (
	github.com/docker/go-connections v0.8.1
	github.com/soheilhy/cmux v0.1.5
	google.golang.org/grpc v1.67.3
	google.golang.org/grpc/security/advancedtls v1.0.0
)

require (
	github.com/Microsoft/go-winio v0.6.2 // indirect
	golang.org/x/crypto v0.26.0 // indirect
	golang.org/x/net v0.28.0 // indirect
	golang.org/x/sys v0.28.0 // indirect
	golang.org/x/text v0.17.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20240814211410-ddb44dafa142 // indirect
	google.golang.org/protobuf v1.34.2 // indirect
)
