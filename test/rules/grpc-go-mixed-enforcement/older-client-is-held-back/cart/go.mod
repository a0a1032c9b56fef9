module shop.example/cart

go 1.21

require google.golang.org/grpc v1.66.3
                            // ^^^^^^^ information: grpc-go-mixed-enforcement "that alone keeps"
