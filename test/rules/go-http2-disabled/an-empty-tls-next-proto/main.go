package main

import (
	"crypto/tls"
	"log"
	"net/http"
	"time"

	"google.golang.org/grpc"
)

func main() {
	server := &http.Server{
		Addr:              ":8443",
		Handler:           grpc.NewServer(),
		ReadHeaderTimeout: time.Minute,
		TLSNextProto:      map[string]func(*http.Server, *tls.Conn, http.Handler){},
                  // ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: go-http2-disabled "remote error: tls: no application protocol"
	}
	log.Fatal(server.ListenAndServeTLS("server.crt", "server.key"))
}
