// Reads each text (a JSON array of strings on standard input) as kubectl reads a manifest, and gives its documents as JSON, or the error (a JSON
// array on standard output, in the same order). An empty document is left out, as kubectl leaves it out.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/util/yaml"
)

type report struct {
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	reports := make([]report, 0, len(texts))
	for _, text := range texts {
		reports = append(reports, read(text))
	}
	if err := json.NewEncoder(os.Stdout).Encode(reports); err != nil {
		panic(err)
	}
}

// How far the decoder looks to tell JSON from YAML: kubectl's (k8s.io/cli-runtime, pkg/resource, NewStreamVisitor).
const lookAhead = 4096

func read(text string) report {
	r := report{Documents: []json.RawMessage{}}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), lookAhead)
	for {
		var document json.RawMessage
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			r.Error = err.Error()
			return r
		}
		if len(document) > 0 && string(document) != "null" {
			r.Documents = append(r.Documents, document)
		}
	}
}
