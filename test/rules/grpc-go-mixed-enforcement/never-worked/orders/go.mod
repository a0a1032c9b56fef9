module shop.example/orders

go 1.21

require google.golang.org/grpc v1.66.3
                            // ^^^^^^^ information: grpc-go-mixed-enforcement "fails with any grpc-go"
