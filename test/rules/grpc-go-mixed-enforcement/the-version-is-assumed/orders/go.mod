module shop.example/orders

go 1.25.0

require google.golang.org/grpc v1.84.0
                            // ^^^^^^^ warning: grpc-go-mixed-enforcement "refuses the server of this module"
