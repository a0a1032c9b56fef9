module example.com/app

go 1.22

require google.golang.org/grpc v1.66.3
