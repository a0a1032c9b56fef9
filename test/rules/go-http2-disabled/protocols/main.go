package main

import (
	"log"
	"net/http"

	"google.golang.org/grpc"
)

func main() {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{Addr: ":8443", Handler: grpc.NewServer(), Protocols: protocols}
                                                                          // ^^^^^^^^^ error: go-http2-disabled "remote error: tls: no application protocol"
	log.Fatal(server.ListenAndServeTLS("server.crt", "server.key"))
}
