// Modfile reads paths of files from standard input, one on each line, and prints what golang.org/x/mod/modfile makes of each as one
// line of JSON: a name that ends in .work is taken for a go.work, everything else for the go.mod of a main module.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

type moduleVersion struct {
	Path     string `json:"path"`
	Version  string `json:"version"`
	Indirect bool   `json:"indirect"`
}

type replacement struct {
	From moduleVersion `json:"from"`
	To   moduleVersion `json:"to"`
}

type report struct {
	Error     string          `json:"error"`
	Module    string          `json:"module"`
	Go        string          `json:"go"`
	Toolchain string          `json:"toolchain"`
	Require   []moduleVersion `json:"require"`
	Exclude   []moduleVersion `json:"exclude"`
	Replace   []replacement   `json:"replace"`
	Use       []string        `json:"use"`
	Tool      []string        `json:"tool"`
	Ignore    []string        `json:"ignore"`
	Godebug   []string        `json:"godebug"`
	Retract   [][2]string     `json:"retract"`
}

const marker = "-written.x"

// fix stands for the network: a version that is not canonical is asked for there. What may exist gets a version, which says how it was
// written; what the go command never asks for is an error.
func fix(path, version string) (string, error) {
	_, major, ok := module.SplitPathVersion(path)
	if path == "" {
		// A retraction is read before the module's path is known, and then again.
		return version, nil
	}
	if !ok {
		return "", errors.New("malformed module path")
	}
	if version != "" && module.CanonicalVersion(version) == version {
		// As the go command does (cmd/go/internal/modload, fixVersion), also for the module that replaces another.
		return version, module.CheckPathMajor(version, major)
	}
	first, _, _ := strings.Cut(path, "/")
	if version == "" || strings.ContainsAny(version, "()[]{},\"'` ") || !strings.Contains(first, ".") {
		return "", fmt.Errorf("no version %q", version)
	}
	prefix := strings.TrimLeft(major, "/.")
	if prefix == "" {
		prefix = "v1"
	}
	return fmt.Sprintf("%s.0.0%s%x", strings.TrimSuffix(prefix, "-unstable"), marker, version), nil
}

func written(version string) string {
	_, hex, found := strings.Cut(version, marker)
	if !found {
		return version
	}
	var text []byte
	if _, err := fmt.Sscanf(hex, "%x", &text); err != nil {
		return version
	}
	return string(text)
}

func replacements(list []*modfile.Replace) []replacement {
	result := []replacement{}
	for _, r := range list {
		result = append(result, replacement{
			From: moduleVersion{Path: r.Old.Path, Version: written(r.Old.Version)},
			To:   moduleVersion{Path: r.New.Path, Version: written(r.New.Version)},
		})
	}
	return result
}

func (r *report) common(goLine *modfile.Go, toolchain *modfile.Toolchain, godebug []*modfile.Godebug, replace []*modfile.Replace) {
	if goLine != nil {
		r.Go = goLine.Version
	}
	if toolchain != nil {
		r.Toolchain = toolchain.Name
	}
	for _, g := range godebug {
		r.Godebug = append(r.Godebug, g.Key+"="+g.Value)
	}
	r.Replace = replacements(replace)
}

func readWork(name string, data []byte) report {
	result := report{}
	file, err := modfile.ParseWork(name, data, fix)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	result.common(file.Go, file.Toolchain, file.Godebug, file.Replace)
	for _, u := range file.Use {
		result.Use = append(result.Use, u.Path)
	}
	return result
}

func readMod(name string, data []byte) report {
	result := report{}
	file, err := modfile.Parse(name, data, fix)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	result.common(file.Go, file.Toolchain, file.Godebug, file.Replace)
	if file.Module != nil {
		result.Module = file.Module.Mod.Path
	}
	for _, r := range file.Require {
		result.Require = append(result.Require, moduleVersion{r.Mod.Path, written(r.Mod.Version), r.Indirect})
	}
	for _, e := range file.Exclude {
		result.Exclude = append(result.Exclude, moduleVersion{Path: e.Mod.Path, Version: written(e.Mod.Version)})
	}
	for _, t := range file.Tool {
		result.Tool = append(result.Tool, t.Path)
	}
	for _, i := range file.Ignore {
		result.Ignore = append(result.Ignore, i.Path)
	}
	for _, r := range file.Retract {
		result.Retract = append(result.Retract, [2]string{written(r.Low), written(r.High)})
	}
	return result
}

func main() {
	output := json.NewEncoder(os.Stdout)
	names := bufio.NewScanner(os.Stdin)
	for names.Scan() {
		name := names.Text()
		data, err := os.ReadFile(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		result := report{}
		if strings.HasSuffix(name, ".work") {
			result = readWork(name, data)
		} else {
			result = readMod(name, data)
		}
		if err := output.Encode(result); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
