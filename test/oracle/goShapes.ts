/** Go source whose configuration lacks h2, as people write it: each is the body of a file behind its imports, and formatted by gofmt. */
export interface GoShape {
  readonly name: string;
  readonly text: string;
}

const shape = (name: string, lines: string): GoShape => ({ name, text: lines.replace(/^\n/, '').replace(/ +$/, '') });

/** Configurations that get `NextProtos`, or h2 into the list that they have. `NAME` is another one in each file. */
export const CONFIG_SHAPES: readonly GoShape[] = [
  shape(
    'an empty literal',
    `
func NAME() *tls.Config {
	return &tls.Config{}
}
`,
  ),
  shape(
    'an empty literal with a comment',
    `
func NAME() *tls.Config {
	return &tls.Config{
		// Certificates come later.
	}
}
`,
  ),
  shape(
    'a literal of one line',
    `
func NAME(inner net.Listener) net.Listener {
	return tls.NewListener(inner, &tls.Config{MinVersion: tls.VersionTLS12, ServerName: "a"})
}
`,
  ),
  shape(
    'a comment in a literal of one line',
    `
func NAME() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12 /* of the client */}
}
`,
  ),
  shape(
    'a literal of one line beside comments',
    `
func NAME() *tls.Config {
	a := 1                                                // one
	config := &tls.Config{MinVersion: tls.VersionTLS12}   // where it is made
	veryLongNameOfAVariable := "and a text that is long " // a long one
	_, _ = a, veryLongNameOfAVariable
	return config
}
`,
  ),
  shape(
    'a literal of one line beside shorter lines with comments',
    `
func NAME() *tls.Config {
	a := 1                                              // one
	config := &tls.Config{MinVersion: tls.VersionTLS12} // where it is made
	b := a                                              // two
	_ = b
	c := 2 // apart
	_ = c
	return config
}
`,
  ),
  shape(
    'shorter keys',
    `
func NAME() *tls.Config {
	return &tls.Config{
		Rand:       nil,
		MinVersion: tls.VersionTLS12,
	}
}
`,
  ),
  shape(
    'one key, shorter',
    `
func NAME() *tls.Config {
	return &tls.Config{
		Rand: nil,
	}
}
`,
  ),
  shape(
    'one key, longer',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: certificates,
	}
}
`,
  ),
  shape(
    'longer keys with comments',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: certificates,                   // ours
		ClientAuth:   tls.RequireAndVerifyClientCert, // theirs
		Rand:         nil,
	}
}
`,
  ),
  shape(
    'shorter keys with comments',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Time: nil, // now
		Rand: nil, // ours
	}
}
`,
  ),
  shape(
    'sections that an empty line parts',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates:          certificates,
		VerifyPeerCertificate: nil,

		Rand: nil,
		Time: nil,
	}
}
`,
  ),
  shape(
    'sections that a comment parts',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		VerifyPeerCertificate: nil,
		// Tests set it.
		Rand: nil,
	}
}
`,
  ),
  shape(
    'a comment behind the last element',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Rand: nil,
		// MinVersion: tls.VersionTLS12,
	}
}
`,
  ),
  shape(
    'a last value of several lines',
    `
func NAME(certificate tls.Certificate) *tls.Config {
	return &tls.Config{
		Rand: nil,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return &certificate, nil
		},
	}
}
`,
  ),
  shape(
    'a value of several lines in the middle',
    `
func NAME(certificate tls.Certificate) *tls.Config {
	return &tls.Config{
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return &certificate, nil
		},
		Rand: nil,
	}
}
`,
  ),
  shape(
    'a function of one line',
    `
func NAME(certificate tls.Certificate) *tls.Config {
	return &tls.Config{
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &certificate, nil },
		Rand:           nil,
	}
}
`,
  ),
  shape(
    'a value of several lines beside the brackets',
    `
func NAME(certificate tls.Certificate) *tls.Config {
	return &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return &certificate, nil
	}}
}
`,
  ),
  shape(
    'two values, the second of several lines, beside the brackets',
    `
func NAME(certificate tls.Certificate) *tls.Config {
	return &tls.Config{Rand: nil, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return &certificate, nil
	}}
}
`,
  ),
  shape(
    'the closing bracket behind the last element',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: certificates,
		Rand:         nil}
}
`,
  ),
  shape(
    'the first element beside the opening bracket',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: certificates,
		Rand: nil,
	}
}
`,
  ),
  shape(
    'several elements in one line',
    `
func NAME(certificates []tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: certificates,
		Rand:         nil, MinVersion: tls.VersionTLS12,
	}
}
`,
  ),
  shape(
    'a field of another literal',
    `
func NAME(certificates []tls.Certificate) *http.Server {
	return &http.Server{
		Addr:      ":8443",                                 // all hosts
		TLSConfig: &tls.Config{Certificates: certificates}, // no h2
		ErrorLog:  nil,                                     // the default one
	}
}
`,
  ),
  shape(
    'characters that are several units long',
    `
func NAME() *tls.Config {
	config := &tls.Config{ServerName: "größer 𝒞"} // größer
	other := "𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞𝒞"     // anders
	_ = other
	return config
}
`,
  ),
  shape(
    'new',
    `
func NAME() *tls.Config {
	config := new(tls.Config) // empty
	config.MinVersion = tls.VersionTLS12
	return config
}
`,
  ),
  shape(
    'a variable',
    `
func NAME() *tls.Config {
	var config tls.Config
	config.MinVersion = tls.VersionTLS12
	return &config
}
`,
  ),
  shape(
    'a variable of the package',
    `
var configNAME tls.Config
`,
  ),
  shape(
    'a variable in a block of its own',
    `
func NAME() *tls.Config {
	var (
		config tls.Config // where it is made
	)
	return &config
}
`,
  ),
  shape(
    'nil',
    `
func NAME(inner net.Listener) net.Listener {
	return tls.NewListener(inner, nil)
}
`,
  ),
  shape(
    'a clone',
    `
func NAME(base *tls.Config) *tls.Config {
	config := base.Clone() // ours alone
	config.MinVersion = tls.VersionTLS12
	return config
}
`,
  ),
  shape(
    'a list',
    `
func NAME() *tls.Config {
	return &tls.Config{
		NextProtos: []string{"http/1.1"}, // as before
		Rand:       nil,                  // ours
	}
}
`,
  ),
  shape(
    'an empty list',
    `
func NAME() *tls.Config {
	return &tls.Config{NextProtos: []string{}}
}
`,
  ),
  shape(
    'nil for a list',
    `
func NAME() *tls.Config {
	return &tls.Config{NextProtos: nil}
}
`,
  ),
  shape(
    'a list of several lines',
    `
func NAME() *tls.Config {
	return &tls.Config{
		NextProtos: []string{
			"http/1.1", // as before
			"acme-tls/1",
		},
	}
}
`,
  ),
  shape(
    'a list of several lines that ends with its last element',
    `
func NAME() *tls.Config {
	return &tls.Config{
		NextProtos: []string{
			"http/1.1",
			"acme-tls/1"},
	}
}
`,
  ),
  shape(
    'a list with several values in a line',
    `
func NAME() *tls.Config {
	return &tls.Config{
		NextProtos: []string{
			"http/1.1", "http/1.0",
			"acme-tls/1",
		},
	}
}
`,
  ),
  shape(
    'a list that is set later',
    `
func NAME() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	config.NextProtos = []string{"http/1.1"} // as before
	config.ServerName = "a"                  // ours
	return config
}
`,
  ),
  shape(
    'a list with a constant',
    `
func NAME() *tls.Config {
	const http1 = "http/1.1"
	return &tls.Config{NextProtos: []string{http1}}
}
`,
  ),
  shape(
    'a list that has a name',
    `
var protocolsNAME = []string{"http/1.1"}

func NAME() *tls.Config {
	return &tls.Config{NextProtos: protocolsNAME}
}
`,
  ),
  shape(
    'append',
    `
func NAME() *tls.Config {
	config := &tls.Config{}
	config.NextProtos = append(config.NextProtos, "http/1.1")
	return config
}
`,
  ),
  shape(
    'append to a list',
    `
func NAME(more ...string) *tls.Config {
	config := &tls.Config{}
	config.NextProtos = append([]string{"http/1.1"}, more...)
	return config
}
`,
  ),
  shape(
    'append of a list',
    `
func NAME(more ...string) *tls.Config {
	config := &tls.Config{}
	config.NextProtos = append(config.NextProtos, more...)
	return config
}
`,
  ),
];
