import type { Location } from '../text/location.ts';
import type { TextEdit } from '../text/textEdit.ts';
import type { GrpcEvidence, TlsMode } from './facts.ts';

/** What ends TLS, or passes it on, without a file of configuration of its own: somebody declares it, and a platform runs it. */
export type EdgeProduct =
  | 'aws-nlb'
  | 'aws-alb'
  | 'aws-classic-elb'
  | 'aws-nat-gateway'
  /** kubernetes/ingress-nginx. */
  | 'ingress-nginx'
  /** F5 NGINX Ingress Controller. */
  | 'f5-nginx-ingress';

/** What a file says of one attribute. */
export type Declared<Value> =
  /** `at`: the value as written, be it elsewhere: in a local value, a default, another file. */
  /** `isDefault`: the value is that of a parameter, to which a deployment may give another value. */
  | { readonly kind: 'stated'; readonly value: Value; readonly at: Location; readonly isDefault?: true }
  /** Not there, or null: the platform's default counts. */
  /** `because`: why what is there counts as nothing, as a clause. */
  | { readonly kind: 'absent'; readonly because?: string }
  /** Something else than the texts decides. `because`: a clause. */
  | { readonly kind: 'unknown'; readonly because: string };

/** One attribute of what is declared, and how to change it. */
export interface Attribute<Value extends string | boolean> {
  /** As its file calls it: `alpn_policy`, `AlpnPolicy`, the whole name of an annotation. */
  readonly name: string;
  readonly declared: Declared<Value>;
  /** Where it is told of: the value, or the name of what lacks it. */
  readonly at: Location;
  /**
   * The edits that give it this value, in the file's own style: no other value changes its meaning. `undefined`: there are none, since what
   * decides stands elsewhere for others, too, or the text is a template, or half typed.
   */
  readonly set: (value: Value) => readonly TextEdit[] | undefined;
}

/** A name by which clients reach an edge, where it stands in the text. */
export interface EdgeHost {
  readonly name: string;
  readonly at: Location;
  /** The name is put together, or a default that a deployment may replace: it does not stand in the text as it is. */
  readonly isComputed?: true;
}

/** Where an edge leads: a target group, a Service, a backend. */
export interface EdgeTarget {
  /** As its file calls it: `aws_lb_target_group.orders`, `Service shop/orders`. */
  readonly name: string;
  /** Where its name is declared, or, if that is not in the workspace, where it is named. */
  readonly at: Location;
  /** How the edge speaks to it, in the platform's words (`TCP`, `TLS`, `HTTP`, `HTTPS`, `GRPC`); `undefined`: not known. */
  readonly protocol: string | undefined;
  /** Of an ALB: `HTTP1`, `HTTP2` or `GRPC`; `undefined`: there is no such thing. */
  readonly version: Attribute<string> | undefined;
  readonly port: number | undefined;
  /** `host:port` as programs inside would dial it: `orders.shop.svc:50051`. */
  readonly addresses: readonly string[];
  /** What tells which program it is: names of Services and workloads, last parts of the names of images. */
  readonly programs: readonly string[];
  readonly grpc: GrpcEvidence;
}

/** What a load balancer, a gateway or an ingress controller does at one of its ports, as the files say that declare it. */
export interface EdgeListener {
  readonly source: 'terraform' | 'cloudformation' | 'kubernetes';
  readonly product: EdgeProduct;
  /** As its file calls it: `aws_lb_listener.grpc`, `GrpcListener`, `Service shop/orders`, `Ingress shop/orders`. */
  readonly name: string;
  /** Where it is told of: what makes it end TLS (`"TLS"`, the certificate's annotation), or its name. */
  readonly at: Location;
  /** All of what declares it. */
  readonly declaration: Location;
  /** In the platform's words: `TLS`, `TCP`, `HTTPS`, `SSL`. `undefined`: not known, or it has none (NAT gateway). */
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  /** `undefined`: not known. */
  readonly tls: TlsMode | undefined;
  /** Where the value stands that makes it so, if it is that of a parameter, to which a deployment may give another one. */
  readonly tlsByDefault?: Location;
  readonly hosts: readonly EdgeHost[];
  /** Of an NLB: which protocols it selects. `undefined`: the product has no such attribute. */
  readonly alpnPolicy: Attribute<string> | undefined;
  /** Why the platform does not act on `alpnPolicy`, as a clause; `undefined`: nothing says that it does not. */
  readonly policyIgnored: string | undefined;
  /** Whether HTTP/2 is on: of an ALB, and of an ingress controller, whose one switch is shared by all its Ingresses. */
  readonly http2: Attribute<boolean> | undefined;
  readonly targets: readonly EdgeTarget[];
  readonly grpc: GrpcEvidence;
  /** What else is worth knowing, each a sentence: what `ssl-passthrough` lacks to have an effect. */
  readonly remarks: readonly string[];
}
