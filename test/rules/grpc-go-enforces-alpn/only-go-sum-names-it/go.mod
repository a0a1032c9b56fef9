module shop.example/orders
    // ^^^^^^^^^^^^^^^^^^^ hint: grpc-go-enforces-alpn "go.sum line 1 has the hash of its code"

go 1.16

require shop.example/lib v1.0.0
