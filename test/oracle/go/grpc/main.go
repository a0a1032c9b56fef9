// A grpc-go client and server that tests drive: one JSON command per line on standard input, one JSON answer per line on
// standard output, in whatever order they come to an end. It ends with its standard input.
//
// It is built once for each version of grpc-go (go.<version>.mod), so it uses nothing that only some of them have.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/grpclog"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

type command struct {
	ID int    `json:"id"`
	Op string `json:"op"` // about, dial, serve, stop, logs

	// dial: "newtls" (credentials.NewTLS), "insecure", "own" (credentials that offer exactly NextProtos)
	// serve: "newtls", "insecure", "listener" (tls.NewListener below a server without credentials)
	Credentials string   `json:"credentials"`
	NextProtos  []string `json:"nextProtos"`

	Target     string `json:"target"`
	ServerName string `json:"serverName"`
	TimeoutMs  int    `json:"timeoutMs"`

	Certificate        string `json:"certificate"`
	Key                string `json:"key"`
	GetConfigForClient bool   `json:"getConfigForClient"` // serve: NewTLS with a GetConfigForClient that returns a configuration without NextProtos

	Port int `json:"port"` // stop
}

type answer struct {
	ID      int      `json:"id"`
	OK      bool     `json:"ok"`
	Error   string   `json:"error,omitempty"`   // what an RPC returned, as err.Error() prints it
	Code    string   `json:"code,omitempty"`    // its status code
	Message string   `json:"message,omitempty"` // its status message
	Port    int      `json:"port,omitempty"`
	GrpcGo  string   `json:"grpcGo,omitempty"`
	Go      string   `json:"go,omitempty"`
	Lines   []string `json:"lines,omitempty"`
	Problem string   `json:"problem,omitempty"` // a command that could not be carried out
}

func main() {
	log := &logLines{}
	grpclog.SetLoggerV2(grpclog.NewLoggerV2WithVerbosity(log, log, log, 2))
	servers := &serverList{byPort: map[int]*grpc.Server{}}
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
	var creds credentials.TransportCredentials
	switch c.Credentials {
	case "newtls":
		creds = credentials.NewTLS(config)
	case "insecure":
		creds = insecure.NewCredentials()
	case "own":
		creds = &ownCredentials{config: config}
	default:
		return answer{Problem: fmt.Sprintf("unknown credentials %q", c.Credentials)}
	}
	connection, err := grpc.NewClient(c.Target, grpc.WithTransportCredentials(creds))
	if err != nil {
		return answer{Problem: err.Error()}
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(c.TimeoutMs)*time.Millisecond)
	defer cancel()
	if _, err := healthpb.NewHealthClient(connection).Check(ctx, &healthpb.HealthCheckRequest{}); err != nil {
		return answer{Error: err.Error(), Code: status.Code(err).String(), Message: status.Convert(err).Message()}
	}
	return answer{OK: true}
}

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
	byPort map[int]*grpc.Server
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
	switch c.Credentials {
	case "newtls":
		if c.GetConfigForClient {
			config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
				return &tls.Config{Certificates: []tls.Certificate{certificate}}, nil
			}
		}
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
