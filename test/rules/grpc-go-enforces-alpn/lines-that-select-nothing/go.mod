module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.66.3

toolchain go1.26.0

tool google.golang.org/grpc/cmd/protoc-gen-go-grpc

require google.golang.org/grpc/cmd/protoc-gen-go-grpc v1.70.0

require google.golang.org/grpc/security/advancedtls v1.68.1

retract v1.70.0

godebug http2client=0

ignore ./node_modules
