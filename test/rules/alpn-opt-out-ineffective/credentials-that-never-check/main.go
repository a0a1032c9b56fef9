package main

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/security/advancedtls"
)

func main() {
	creds, _ := advancedtls.NewClientCreds(&advancedtls.Options{})
	grpc.NewClient("orders:443", grpc.WithTransportCredentials(creds))
}
