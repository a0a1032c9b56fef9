//go:debug http2server=0
// [0-24] error: go-http2-disabled "remote error: tls: no application protocol"

package main

import (
	"log"
	"net/http"

	"google.golang.org/grpc"
)

func main() {
	log.Fatal(http.ListenAndServeTLS(":8443", "server.crt", "server.key", grpc.NewServer()))
}
