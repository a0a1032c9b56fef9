// Says of each text (a JSON array of strings on standard input) what HCL's own packages make of it (a JSON array on standard output, in the same
// order): what hclsyntax has against it, what hclwrite.Format makes of it, its attributes and its comments.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

type report struct {
	Problems  []string `json:"problems"`
	Formatted string   `json:"formatted"`
	// By the way to it: `resource "aws_lb" "grpc" #0/alpn_policy`. The expression's tokens, one blank between two.
	Attributes map[string]string `json:"attributes"`
	Comments   []string          `json:"comments"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	reports := make([]report, 0, len(texts))
	for _, text := range texts {
		reports = append(reports, about([]byte(text)))
	}
	if err := json.NewEncoder(os.Stdout).Encode(reports); err != nil {
		panic(err)
	}
}

func about(text []byte) report {
	r := report{Problems: []string{}, Attributes: map[string]string{}, Comments: []string{}}
	file, diagnostics := hclsyntax.ParseConfig(text, "main.tf", hcl.InitialPos)
	for _, it := range diagnostics {
		if it.Severity == hcl.DiagError {
			r.Problems = append(r.Problems, fmt.Sprintf("%d: %s", it.Subject.Start.Line, it.Summary))
		}
	}
	r.Formatted = string(hclwrite.Format(text))
	if len(r.Problems) > 0 {
		return r
	}
	r.walk(text, "", file.Body.(*hclsyntax.Body))
	tokens, _ := hclsyntax.LexConfig(text, "main.tf", hcl.InitialPos)
	for _, token := range tokens {
		if token.Type == hclsyntax.TokenComment {
			r.Comments = append(r.Comments, strings.TrimRight(string(token.Bytes), "\r\n"))
		}
	}
	return r
}

func (r *report) walk(text []byte, at string, body *hclsyntax.Body) {
	for name, attribute := range body.Attributes {
		r.Attributes[at+name] = tokensOf(text, attribute.Expr.Range())
	}
	seen := map[string]int{}
	for _, block := range body.Blocks {
		words := []string{block.Type}
		for _, label := range block.Labels {
			words = append(words, fmt.Sprintf("%q", label))
		}
		header := strings.Join(words, " ")
		here := fmt.Sprintf("%s%s #%d/", at, header, seen[header])
		seen[header]++
		r.Attributes[here] = ""
		r.walk(text, here, block.Body)
	}
}

func tokensOf(text []byte, at hcl.Range) string {
	tokens, _ := hclsyntax.LexExpression(at.SliceBytes(text), "main.tf", at.Start)
	var words []string
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenEOF, hclsyntax.TokenComment, hclsyntax.TokenNewline:
		default:
			words = append(words, string(token.Bytes))
		}
	}
	return strings.Join(words, " ")
}
