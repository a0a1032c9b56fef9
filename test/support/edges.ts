import type { Attribute, Declared, EdgeHost, EdgeListener, EdgeTarget } from '../../core/domains/edges.ts';
import { EdgesKept } from '../../core/project/edges.ts';
import type { Project } from '../../core/project/project.ts';
import { filePath } from '../../core/text/filePath.ts';
import type { Location } from '../../core/text/location.ts';
import { checkTexts, FOLDER } from './openWorkspace.ts';

/** A listener of Terraform, so that places are those of something that people write. */
export const LB_TF = `resource "aws_lb_listener" "grpc" {
  port            = 443
  protocol        = "TLS"
  alpn_policy     = var.policy
  certificate_arn = var.certificate
}

resource "aws_lb_target_group" "orders" {
  port     = 50051
  protocol = "TCP"
}

resource "aws_route53_record" "grpc" {
  name = "grpc.example.com"
}
`;

/** Where a word stands in a text. */
export function placeIn(text: string, word: string, path = 'lb.tf'): Location {
  const start = text.indexOf(word);
  if (start < 0) throw new Error(`no ${word} in ${path}`);
  return { file: filePath(`${FOLDER}/${path}`), span: { start, end: start + word.length } };
}

/** Something in the text of `LB_TF`. */
function inTf(word: string): Location {
  return placeIn(LB_TF, word);
}

/** A policy, told of at its name. */
export function policyOf(value?: string): Attribute<string> {
  return attribute('alpn_policy', value);
}

/** A switch of HTTP/2. */
export function http2Of(value?: boolean): Attribute<boolean> {
  return attribute('enable_http2', value);
}

function attribute<Value extends string | boolean>(name: string, value: Value | undefined): Attribute<Value> {
  const at = inTf('alpn_policy     = var.policy');
  const declared: Declared<Value> = value === undefined ? { kind: 'absent' } : { kind: 'stated', value, at };
  return { name, declared, at, set: () => undefined };
}

/** A target group for the port of gRPC's examples. */
export function edgeTarget(facts: Partial<EdgeTarget> = {}): EdgeTarget {
  return {
    name: 'aws_lb_target_group.orders',
    at: inTf('"aws_lb_target_group" "orders"'),
    protocol: 'TCP',
    version: undefined,
    port: 50051,
    addresses: [],
    programs: [],
    grpc: { grpc: 'likely', because: ['it leads to port 50051'] },
    ...facts,
  };
}

/** A name that stands in the text of `LB_TF`. */
export function edgeHost(name = 'grpc.example.com'): EdgeHost {
  return { name, at: inTf('grpc.example.com') };
}

/** A TLS listener of an NLB without a policy that probably carries gRPC, unless said otherwise. */
export function edgeListener(facts: Partial<EdgeListener> = {}): EdgeListener {
  return {
    source: 'terraform',
    product: 'aws-nlb',
    name: 'aws_lb_listener.grpc',
    at: inTf('"TLS"'),
    declaration: placeIn(LB_TF, LB_TF.slice(0, LB_TF.indexOf('}\n') + 1)),
    protocol: 'TLS',
    port: 443,
    tls: 'terminated',
    hosts: [edgeHost()],
    alpnPolicy: policyOf(),
    policyIgnored: undefined,
    http2: undefined,
    targets: [edgeTarget()],
    grpc: { grpc: 'likely', because: ['it leads to port 50051'] },
    remarks: [],
    ...facts,
  };
}

/** A NAT gateway. */
export function natGateway(): EdgeListener {
  return edgeListener({
    product: 'aws-nat-gateway',
    name: 'aws_nat_gateway.main',
    protocol: undefined,
    port: undefined,
    tls: 'passthrough',
    hosts: [],
    alpnPolicy: undefined,
    targets: [],
    grpc: { grpc: 'unknown', because: ['nothing says what runs through it'] },
  });
}

/** The project of these texts, with what is declared beside them in `LB_TF`. */
export async function projectWith(
  edges: readonly EdgeListener[],
  texts: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const { project } = (await checkTexts(texts)).snapshot;
  return withEdges(project, edges);
}

/** A project with these edges. */
export function withEdges(project: Project, edges: readonly EdgeListener[]): Project {
  const path = filePath(`${FOLDER}/lb.tf`);
  const tree = { comments: [], marker: '#', statements: [] } as const;
  const file = { path, text: LB_TF, tree, problems: [] };
  return {
    ...project,
    edges: new EdgesKept().of(edges, { modules: project.modules, servings: project.goSource.servings }),
    declarationFiles: new Map([...project.declarationFiles, [path, file]]),
  };
}
