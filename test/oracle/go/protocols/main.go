// Serves pages and gRPC behind one TLS listener that cmux parts, selecting the protocols of the command line, and prints what clients get.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/soheilhy/cmux"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

type report struct {
	// What each client gets: "works" or its error.
	Grpc, Browser, Http1, WithoutALPN string
}

func main() {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	parted := cmux.New(tls.NewListener(inner, &tls.Config{
		Certificates: []tls.Certificate{certificate()},
		NextProtos:   os.Args[1:],
	}))
	pages := parted.Match(cmux.HTTP1Fast())
	calls := parted.Match(cmux.Any())
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	go server.Serve(calls)
	go http.Serve(pages, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	go parted.Serve()

	address := inner.Addr().String()
	json.NewEncoder(os.Stdout).Encode(report{
		Grpc:        said(call(address)),
		Browser:     said(get(address, "h2", "http/1.1")),
		Http1:       said(get(address, "http/1.1")),
		WithoutALPN: said(get(address)),
	})
}

func said(err error) string {
	if err != nil {
		return err.Error()
	}
	return "works"
}

func call(address string) error {
	creds := credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(creds))
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err = healthpb.NewHealthClient(connection).Check(ctx, &healthpb.HealthCheckRequest{})
	return err
}

// get asks for a page in the protocol that was selected, as browsers do.
func get(address string, offer ...string) error {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(len(offer) > 0 && offer[0] == "h2")
	transport := &http.Transport{
		Protocols:       protocols,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true, NextProtos: offer},
	}
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	response, err := client.Get("https://" + address + "/")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") == "application/grpc" {
		return &net.AddrError{Err: "a server of gRPC answered: " + response.Status, Addr: address}
	}
	return nil
}

func certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}
}
