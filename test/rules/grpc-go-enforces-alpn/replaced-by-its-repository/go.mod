module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.66.3

replace google.golang.org/grpc => github.com/grpc/grpc-go v1.68.1
                                                       // ^^^^^^^ information: grpc-go-enforces-alpn "replaced in go.mod line 7"
