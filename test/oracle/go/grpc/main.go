// A grpc-go client and server that tests drive: one JSON command per line on standard input, one JSON answer per line on
// standard output, in whatever order they come to an end. It ends with its standard input.
//
// It is built once for each version of grpc-go (go.<version>.mod); what only some of them have is in experimental.go.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	stdlog "log"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/grpclog"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type command struct {
	ID int    `json:"id"`
	Op string `json:"op"` // about, dial, serve, stop, logs

	// dial: "newtls" (credentials.NewTLS), "insecure", "own" (credentials that offer exactly NextProtos),
	// "alpn-disabled" (experimental/credentials), "verifying" (credentials.NewTLS that verifies the certificate)
	// serve: "newtls", "insecure", "listener" (tls.NewListener below a server without credentials), "http" (net/http, no gRPC)
	Credentials string   `json:"credentials"`
	NextProtos  []string `json:"nextProtos"`

	Target     string `json:"target"`
	ServerName string `json:"serverName"`
	TimeoutMs  int    `json:"timeoutMs"`
	ConnectMs  int    `json:"connectMs"` // dial: for one connection, 0 = as grpc-go has it, 20 s
	Describe   bool   `json:"describe"`  // dial: tell what TLS agreed upon

	Certificate        string `json:"certificate"` // dial: the client's, or empty
	Key                string `json:"key"`
	GetConfigForClient bool   `json:"getConfigForClient"` // serve: a GetConfigForClient that returns a configuration without NextProtos
	RequireCertificate bool   `json:"requireCertificate"` // serve: tls.RequireAnyClientCert
	TLS                string `json:"tls"`                // serve: "1.2" or "1.3" alone, empty = as crypto/tls has it

	Port int `json:"port"` // stop
}

type answer struct {
	ID      int      `json:"id"`
	OK      bool     `json:"ok"`
	Error   string   `json:"error,omitempty"`   // what an RPC returned, as err.Error() prints it
	Code    string   `json:"code,omitempty"`    // its status code
	Message string   `json:"message,omitempty"` // its status message
	TLS     string   `json:"tls,omitempty"`     // of a successful RPC: "1.3"
	Suite   string   `json:"suite,omitempty"`   // and the cipher suite, by IANA's name
	Port    int      `json:"port,omitempty"`
	GrpcGo  string   `json:"grpcGo,omitempty"`
	Go      string   `json:"go,omitempty"`
	Lines   []string `json:"lines,omitempty"`
	Problem string   `json:"problem,omitempty"` // a command that could not be carried out
}

func main() {
	log := &logLines{}
	grpclog.SetLoggerV2(grpclog.NewLoggerV2WithVerbosity(log, log, log, 2))
	servers := &serverList{byPort: map[int]interface{ Stop() }{}, log: log}
	out := &output{encoder: json.NewEncoder(os.Stdout)}
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			out.write(answer{Problem: err.Error()})
			continue
		}
		go func() {
			a := run(c, servers, log)
			a.ID = c.ID
			out.write(a)
		}()
	}
}

func run(c command, servers *serverList, log *logLines) answer {
	switch c.Op {
	case "about":
		return answer{OK: true, GrpcGo: grpc.Version, Go: runtime.Version()}
	case "dial":
		return dial(c)
	case "serve":
		if c.Credentials == "http" {
			return servers.serveHTTP(c)
		}
		return servers.serve(c)
	case "stop":
		return servers.stop(c.Port)
	case "logs":
		return answer{OK: true, Lines: log.take()}
	}
	return answer{Problem: fmt.Sprintf("unknown op %q", c.Op)}
}

func dial(c command) answer {
	config := &tls.Config{ServerName: c.ServerName, InsecureSkipVerify: true, NextProtos: c.NextProtos}
	if c.Certificate != "" {
		certificate, err := tls.X509KeyPair([]byte(c.Certificate), []byte(c.Key))
		if err != nil {
			return answer{Problem: err.Error()}
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	var creds credentials.TransportCredentials
	switch c.Credentials {
	case "newtls":
		creds = credentials.NewTLS(config)
	case "verifying":
		config.InsecureSkipVerify = false
		creds = credentials.NewTLS(config)
	case "insecure":
		creds = insecure.NewCredentials()
	case "own":
		creds = &ownCredentials{config: config}
	case "alpn-disabled":
		if alpnDisabled == nil {
			return answer{Problem: "this version has no experimental/credentials"}
		}
		creds = alpnDisabled(config)
	default:
		return answer{Problem: fmt.Sprintf("unknown credentials %q", c.Credentials)}
	}
	options := []grpc.DialOption{grpc.WithTransportCredentials(creds)}
	if c.ConnectMs != 0 {
		parameters := grpc.ConnectParams{Backoff: backoff.DefaultConfig, MinConnectTimeout: time.Duration(c.ConnectMs) * time.Millisecond}
		options = append(options, grpc.WithConnectParams(parameters))
	}
	connection, err := grpc.NewClient(c.Target, options...)
	if err != nil {
		return answer{Problem: err.Error()}
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(c.TimeoutMs)*time.Millisecond)
	defer cancel()
	var server peer.Peer
	_, err = healthpb.NewHealthClient(connection).Check(ctx, &healthpb.HealthCheckRequest{}, grpc.Peer(&server))
	if err != nil {
		return answer{Error: err.Error(), Code: status.Code(err).String(), Message: status.Convert(err).Message()}
	}
	info, isTLS := server.AuthInfo.(credentials.TLSInfo)
	if !c.Describe || !isTLS {
		return answer{OK: true}
	}
	version := strings.TrimPrefix(tls.VersionName(info.State.Version), "TLS ")
	return answer{OK: true, TLS: version, Suite: tls.CipherSuiteName(info.State.CipherSuite)}
}

// alpnDisabled is nil where the version has no experimental/credentials.
var alpnDisabled func(*tls.Config) credentials.TransportCredentials

// ownCredentials offers exactly the protocols of its configuration, be it none, and does not look at what was selected.
type ownCredentials struct{ config *tls.Config }

func (o *ownCredentials) ClientHandshake(ctx context.Context, _ string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	connection := tls.Client(raw, o.config)
	if err := connection.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return connection, credentials.TLSInfo{State: connection.ConnectionState()}, nil
}

func (o *ownCredentials) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, fmt.Errorf("only for clients")
}

func (o *ownCredentials) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls", ServerName: o.config.ServerName}
}

func (o *ownCredentials) Clone() credentials.TransportCredentials {
	return &ownCredentials{config: o.config.Clone()}
}

func (o *ownCredentials) OverrideServerName(name string) error {
	o.config.ServerName = name
	return nil
}

type serverList struct {
	mutex  sync.Mutex
	byPort map[int]interface{ Stop() }
	log    *logLines
}

// webServer is net/http's; what it logs is taken with what grpc-go does.
type webServer struct{ *http.Server }

func (w webServer) Stop() { w.Close() }

func (s *serverList) serveHTTP(c command) answer {
	certificate, err := tls.X509KeyPair([]byte(c.Certificate), []byte(c.Key))
	if err != nil {
		return answer{Problem: err.Error()}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return answer{Problem: err.Error()}
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	server := webServer{&http.Server{TLSConfig: config, ErrorLog: stdlog.New(s.log, "", stdlog.LstdFlags)}}
	port := listener.Addr().(*net.TCPAddr).Port
	s.mutex.Lock()
	s.byPort[port] = server
	s.mutex.Unlock()
	go server.ServeTLS(listener, "", "")
	return answer{OK: true, Port: port}
}

func (s *serverList) serve(c command) answer {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return answer{Problem: err.Error()}
	}
	port := listener.Addr().(*net.TCPAddr).Port
	server, listener, err := makeServer(c, listener)
	if err != nil {
		return answer{Problem: err.Error()}
	}
	healthpb.RegisterHealthServer(server, health.NewServer())
	s.mutex.Lock()
	s.byPort[port] = server
	s.mutex.Unlock()
	go server.Serve(listener)
	return answer{OK: true, Port: port}
}

func makeServer(c command, listener net.Listener) (*grpc.Server, net.Listener, error) {
	if c.Credentials == "insecure" {
		return grpc.NewServer(), listener, nil
	}
	certificate, err := tls.X509KeyPair([]byte(c.Certificate), []byte(c.Key))
	if err != nil {
		return nil, nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: c.NextProtos}
	if c.RequireCertificate {
		config.ClientAuth = tls.RequireAnyClientCert
	}
	if version := map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[c.TLS]; version != 0 {
		config.MinVersion, config.MaxVersion = version, version
	}
	if c.GetConfigForClient {
		config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{certificate}}, nil
		}
	}
	switch c.Credentials {
	case "newtls":
		return grpc.NewServer(grpc.Creds(credentials.NewTLS(config))), listener, nil
	case "listener":
		return grpc.NewServer(), tls.NewListener(listener, config), nil
	}
	return nil, nil, fmt.Errorf("unknown credentials %q", c.Credentials)
}

func (s *serverList) stop(port int) answer {
	s.mutex.Lock()
	server, known := s.byPort[port]
	delete(s.byPort, port)
	s.mutex.Unlock()
	if !known {
		return answer{Problem: fmt.Sprintf("no server on port %d", port)}
	}
	server.Stop()
	return answer{OK: true}
}

// output keeps lines whole.
type output struct {
	mutex   sync.Mutex
	encoder *json.Encoder
}

func (o *output) write(a answer) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if err := o.encoder.Encode(a); err != nil {
		os.Exit(1)
	}
}

// logLines keeps what grpc-go logs until it is asked for. grpc-go writes every entry at once.
type logLines struct {
	mutex sync.Mutex
	lines []string
}

func (l *logLines) Write(entry []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.lines = append(l.lines, string(entry))
	return len(entry), nil
}

func (l *logLines) take() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}
