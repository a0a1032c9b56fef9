/** The protocols of a ClientHello's ALPN extension in the client's order (RFC 7301 section 3.1); `[]` = the extension is not sent. */
export type Offer = readonly string[];

/** What a side that accepts TLS connections does with an offer. */
export type ServerAlpn =
  /** Finishes the handshake without ALPN, whatever is offered (class B). */
  | { readonly kind: 'ignores' }
  | {
      readonly kind: 'selects';
      readonly protocols: readonly string[];
      /** Whose list decides when several protocols are common. */
      readonly order: 'server' | 'client';
      /**
       * What happens without a common protocol: alert 120; none selected; the first of the server's list, though it was not offered (class D);
       * `go` = crypto/tls: none for an offer of http/1.1 to a server with h2, else alert 120 (Go's handshake_server.go, negotiateALPN).
       */
      readonly otherwise: 'alert' | 'none' | 'first' | 'go';
    }
  /** Refuses whatever is offered: nginx's `ssl_reject_handshake` (alert 112), versions of TLS (70) or ciphers (40) that grpc-go does not have. */
  | { readonly kind: 'refuses'; readonly alert: number }
  /** Passes TLS through: the next hop decides. */
  | { readonly kind: 'relays' }
  /** Speaks no TLS at all. */
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'unknown'; readonly because: string };

/** What came of one handshake, predicted or observed. */
export type Outcome =
  | { readonly kind: 'selected'; readonly protocol: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unoffered'; readonly protocol: string }
  /** A fatal alert (RFC 8446 section 6): 120 no_application_protocol (class C), 112 unrecognized_name, 70 protocol_version, 40 handshake_failure … */
  | { readonly kind: 'refused'; readonly alert: number }
  | { readonly kind: 'relayed' }
  /** The answer was no TLS record. */
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'unknown'; readonly because: string };

/** What a place that opens TLS connections offers. */
export type DialerOffer =
  | { readonly kind: 'fixed'; readonly protocols: Offer }
  /** Offers what the client on the other leg was given. */
  | { readonly kind: 'mirrors' }
  | { readonly kind: 'unknown'; readonly because: string };

/** The classes of mission.md: what a server does with a client that offers only h2. */
export type AlpnClass = 'A' | 'B' | 'C' | 'D';
