module shop.example/orders

go 1.21

require google.golang.org/grpc v1.66.3
                            // ^^^^^^^ warning: grpc-go-mixed-enforcement "refuses the server of this module"
