// TLS listeners in front of a gRPC server without TLS, for tests: one JSON command per argument, one JSON line with the ports on standard
// output, in the order of the arguments. It ends with its standard input.
package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"slices"
)

type listener struct {
	// What it selects, the first that the client offers, too.
	Protocols []string `json:"protocols"`
	// Without a common protocol: "none" is selected, or "alert" 120.
	Otherwise string `json:"otherwise"`
	// What comes behind the handshake: "bytes" (passed on to Target as they are), "http1" (HTTP/1.1 answers),
	// "464" (HTTP/2 answers with this status, without a body). "raw": there is no handshake, bytes are passed on from the first.
	Then   string `json:"then"`
	Target string `json:"target"`
}

func main() {
	certificate, err := tls.LoadX509KeyPair(os.Args[1], os.Args[2])
	check(err)
	ports := []int{}
	for _, argument := range os.Args[3:] {
		var l listener
		check(json.Unmarshal([]byte(argument), &l))
		socket, err := net.Listen("tcp", "127.0.0.1:0")
		check(err)
		ports = append(ports, socket.Addr().(*net.TCPAddr).Port)
		if l.Then != "raw" {
			socket = tls.NewListener(socket, l.config(certificate))
		}
		go serve(l, socket)
	}
	check(json.NewEncoder(os.Stdout).Encode(ports))
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// crypto/tls answers alert 120 where nothing is common, and leaves ALPN alone without a list: each client gets the list that it is to meet.
func (l listener) config(certificate tls.Certificate) *tls.Config {
	base := &tls.Config{Certificates: []tls.Certificate{certificate}}
	base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		config := &tls.Config{Certificates: base.Certificates}
		common := func(protocol string) bool { return slices.Contains(hello.SupportedProtos, protocol) }
		if i := slices.IndexFunc(l.Protocols, common); i >= 0 {
			config.NextProtos = l.Protocols[i : i+1]
		} else if l.Otherwise == "alert" {
			config.NextProtos = l.Protocols
		}
		return config, nil
	}
	return base
}

func serve(l listener, connections net.Listener) {
	protocols := new(http.Protocols)
	switch l.Then {
	case "bytes", "raw":
		for {
			connection, err := connections.Accept()
			if err != nil {
				return
			}
			go pass(connection, l.Target)
		}
	case "http1":
		protocols.SetHTTP1(true)
	case "464":
		protocols.SetHTTP2(true)
	}
	server := &http.Server{
		Protocols: protocols,
		ErrorLog:  log.New(io.Discard, "", 0),
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(464) }),
	}
	_ = server.Serve(connections)
}

func pass(client net.Conn, target string) {
	defer client.Close()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
}
