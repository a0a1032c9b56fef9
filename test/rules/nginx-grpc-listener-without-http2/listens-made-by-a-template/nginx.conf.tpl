# grpc-alpn: nginx=1.26.3
events {}
http {
    server {
        ${listen_directives}
        server_name grpc.example.com;
        location / {
            grpc_pass grpc://app:50051;
        }
    }
}
