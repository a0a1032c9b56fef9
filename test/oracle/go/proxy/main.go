// Prints, for each host:port that it is given, the proxy that grpc-go would go through: it asks net/http for an https address
// (internal/resolver/delegatingresolver). An empty line: none, or one without a host, which nobody can connect to.
package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
)

func main() {
	for _, address := range os.Args[1:] {
		request := &http.Request{URL: &url.URL{Scheme: "https", Host: address}}
		proxy, err := http.ProxyFromEnvironment(request)
		if err != nil || proxy == nil || proxy.Host == "" {
			fmt.Println()
			continue
		}
		fmt.Println(proxy.Scheme + "://" + proxy.Host)
	}
}
