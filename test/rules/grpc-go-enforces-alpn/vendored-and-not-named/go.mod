module shop.example/orders
    // ^^^^^^^^^^^^^^^^^^^ hint: grpc-go-enforces-alpn "vendor/modules.txt line 4 has its code"

go 1.16

require shop.example/lib v1.0.0
