// One call of a grpc-go client to the address that is its argument: prints its version, and the error of the call. Built with the last
// version of grpc-go that leaves TLS versions and cipher suites to crypto/tls, and with the first that does not.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	creds := credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})
	connection, err := grpc.Dial(os.Args[1], grpc.WithTransportCredentials(creds))
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err = healthpb.NewHealthClient(connection).Check(ctx, &healthpb.HealthCheckRequest{})
	fmt.Println(grpc.Version, err)
}
