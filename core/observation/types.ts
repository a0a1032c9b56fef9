/**
 * What the workspace says about an endpoint, and what a probe saw there: plain data that crosses processes. The server predicts, the client
 * and the command line probe, and `compare` puts the two side by side. `Place` is a place as the process tells it.
 */
import type { AlpnClass, Offer, Outcome } from '../alpn/index.ts';

/** What one handshake comes to, predicted or seen. */
export interface OfferOutcome {
  readonly offer: Offer;
  readonly outcome: Outcome;
}

/** A way out as it stands for one listener, best first. */
export interface PredictedCure<Place> {
  /** An imperative, as the title of the fix. */
  readonly title: string;
  /** The line to write, without indentation (`ssl_alpn h2;`); `null` = it is more than one line. */
  readonly line: string | null;
  readonly at: Place;
}

/** What the text of a listener says that a client of an endpoint will meet. */
export interface Prediction<Place> {
  /** The `listen` directive, or the listener in Go. */
  readonly at: Place;
  /** What it is, for people: `nginx stream, listen 443 ssl, grpc.example.com`. */
  readonly label: string;
  /** The product and its version, and where that is known from: `nginx 1.26.3 (Dockerfile)`; `null` = no version is known. */
  readonly version: string | null;
  /** Whether it is what a platform runs as a file declares it: a load balancer, an ingress. Left out: it is a server's own configuration. */
  readonly isDeclared?: boolean;
  /** For the offers of the probe: h2; h2 and http/1.1; nothing. */
  readonly outcomes: readonly OfferOutcome[];
  /** The class of the first outcome; `null` = none of the four, or not known. */
  readonly class: AlpnClass | null;
  readonly cures: readonly PredictedCure<Place>[];
}

/** A module of the workspace that may be a client of the endpoint. */
export interface OwnModule<Place> {
  /** Its path in go.mod. */
  readonly module: string;
  /** The grpc-go that it selects (`v1.72.0`). */
  readonly grpcGo: string;
  /** Whether the build certainly selects this one, or this or a newer one. */
  readonly certainty: 'exact' | 'at-least';
  /** Whether it names the endpoint, or meets a listener that answers there; else it uses grpc-go, and nothing tells where it connects. */
  readonly isLinked: boolean;
  /**
   * Whether it looks at what ALPN selected, as far as texts of the workspace tell. `off-…`: files may give its programs
   * `GRPC_ENFORCE_ALPN_ENABLED=false`, or its clients have credentials that never look. `no-tls`: it connects there without TLS.
   */
  readonly check: 'on' | 'off-by-environment' | 'off-by-credentials' | 'no-tls';
  readonly at: Place;
}

/** All that the workspace says about one target. */
export interface WorkspaceContext<Place> {
  /** Listeners that answer there, if what runs is what is written; several where texts do not tell which. */
  readonly predictions: readonly Prediction<Place>[];
  readonly modules: readonly OwnModule<Place>[];
}

/** What a probe saw at one address of a target. */
export interface ObservedAddress {
  readonly address: string;
  /** A `ProbeClass`. */
  readonly class: string;
  /** One entry for each handshake that grpc-go could have made, the decisive one first. */
  readonly outcomes: readonly OfferOutcome[];
  /** The product that seems to end TLS there (`AWS Network Load Balancer`); left out: it cannot be told. */
  readonly product?: string;
  /** The issuer's or product's name where the certificate suggests that TLS is inspected in between; left out: nothing suggests that. */
  readonly inspection?: string;
}

/** What a probe saw at one target. */
export interface ObservedTarget {
  /** `host:port`, an IPv6 host in brackets. */
  readonly target: string;
  /** The server name that was sent; `null` = none. */
  readonly sni: string | null;
  /** When: ISO 8601, UTC. */
  readonly at: string;
  readonly addresses: readonly ObservedAddress[];
}

/** A prediction beside what was seen. */
export interface Comparison<Place> {
  readonly prediction: Prediction<Place>;
  /** `unknown`: nothing was predicted, or nothing seen, that could be compared. */
  readonly result: 'agrees' | 'differs' | 'unknown';
  /** Sentences: what differs, and what may explain it. */
  readonly explanation: readonly string[];
}
