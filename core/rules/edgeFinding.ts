import type { Attribute, EdgeProduct } from '../domains/edges.ts';
import type { GrpcEvidence } from '../domains/facts.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { goPlacesOf } from '../project/goPlaces.ts';
import { carriedBy, clientsOf, dialledBy } from '../project/metHops.ts';
import { isKnownNotToEnforce, type Project } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import { clientStopgaps } from './goPeers.ts';
import { withLateFixes } from './lateFixes.ts';
import { STRENGTH } from './onePerPlace.ts';
import { buildWords, shortened } from './related.ts';
import type { Finding, Fix, Related } from './rule.ts';

/** How a grpc-go client takes a connection on which nothing was selected. */
export const REFUSED_SINCE_1_67 =
  'A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; older ones still connect.';

/** What is wrong at one place, with all edges that share it. */
export interface Culprit<Item> {
  readonly at: Location;
  /** The one that most surely carries gRPC: it stands for the others. */
  readonly strongest: Item;
  readonly all: readonly Item[];
}

/**
 * One finding per place, though several edges share it: an annotation is about all ports of its Service, a switch about all Ingresses.
 * @param grpcOf what they carry
 */
export function perPlace<Item>(
  items: Iterable<Item>,
  placeOf: (item: Item) => Location | undefined,
  grpcOf: (item: Item) => GrpcEvidence,
): readonly Culprit<Item>[] {
  const found = new Map<string, { readonly at: Location; strongest: Item; readonly all: Item[] }>();
  const strengthOf = (item: Item): number => STRENGTH[grpcOf(item).grpc];
  for (const item of items) {
    const at = placeOf(item);
    if (at === undefined) continue;
    const key = `${at.file} ${at.span.start} ${at.span.end}`;
    const same = found.get(key);
    if (same === undefined) found.set(key, { at, strongest: item, all: [item] });
    else {
      same.all.push(item);
      if (strengthOf(same.strongest) < strengthOf(item)) same.strongest = item;
    }
  }
  return [...found.values()];
}

/** A finding about an edge, with what all of them carry: evidence, linked modules, how sure its clients are to refuse, and stopgaps in them. */
export function edgeFinding(
  project: Project,
  edge: ProjectEdge,
  finding: {
    readonly kind: 'broke-at-1.67' | 'never-worked' | 'no-effect';
    readonly at: Location;
    readonly message: string;
    /** Left out: what the edge carries. */
    readonly evidence?: GrpcEvidence;
    readonly related: readonly (Related | undefined)[];
    readonly fixes: () => readonly (Fix | undefined)[];
    /** The attribute whose value is wrong. */
    readonly attribute?: Attribute<string> | Attribute<boolean>;
  },
): Finding {
  const { kind, at, evidence = carriedBy(project, edge), related, attribute } = finding;
  const { tlsByDefault } = edge;
  const isOnlyDefault = tlsByDefault !== undefined || (attribute !== undefined && isDefault(attribute));
  const modules = edge.modules.flatMap(({ module: { grpc } }) =>
    grpc === undefined ? [] : [{ at: grpc.at, message: buildWords(grpc) }],
  );
  const fixes = (): readonly Fix[] => [
    ...finding
      .fixes()
      .flatMap((it): readonly Fix[] => (it === undefined ? [] : isOnlyDefault ? [{ ...it, safety: 'unsafe' }] : [it])),
    ...(kind === 'broke-at-1.67' ? clientStopgaps(project, edge) : []),
  ];
  const told = {
    kind,
    at,
    message: tlsByDefault === undefined ? finding.message : `${finding.message} ${TLS_BY_DEFAULT}`,
    evidence,
    softened:
      isOnlyDefault || (kind === 'broke-at-1.67' && isKnownNotToEnforce(project, surelyMet(project, edge), 'client')),
    related: shortened([
      ...clients(project, edge),
      ...related.filter((it) => it !== undefined),
      ...(tlsByDefault === undefined ? [] : [{ at: tlsByDefault, message: 'it ends TLS because of this default' }]),
      ...modules,
    ]),
    copies: [],
  };
  return withLateFixes(told, fixes);
}

/** Who dials it, and with which grpc-go: these are the ones that are refused, or refuse. */
function clients(project: Project, edge: ProjectEdge): readonly Related[] {
  return clientsOf(project, edge).map(({ at: { file, node } }) => {
    const grpc = goPlacesOf(project).moduleOf(file)?.grpc;
    const built = grpc === undefined ? '' : `: ${buildWords(grpc)}`;
    return { at: { file, span: { start: node.start, end: node.end } }, message: `dialled here${built}` };
  });
}

const TLS_BY_DEFAULT = 'It ends TLS by default only: a deployment may give it another protocol.';

/** Whether a value is only that of a parameter. */
export function isDefault({ declared }: Attribute<string> | Attribute<boolean>): boolean {
  return declared.kind === 'stated' && declared.isDefault === true;
}

/** What an attribute is, as written: `"None"`, or `"None" by default: a deployment may give it another value`. */
export function valueWords(attribute: Attribute<string> | Attribute<boolean>, value: string): string {
  return `"${value}"${isDefault(attribute) ? ' by default: a deployment may give it another value' : ''}`;
}

/** That gRPC does not work somewhere, with any version: never did, unless a deployment may have made it another thing. */
export function worksNowhere(edge: ProjectEdge, attribute: Attribute<string> | Attribute<boolean> | undefined): string {
  return edge.tlsByDefault !== undefined || (attribute !== undefined && isDefault(attribute))
    ? 'as it is declared, gRPC works through it with no version of grpc-go.'
    : 'gRPC has never worked through it, with any version of grpc-go.';
}

/** Of a load balancer's clients, those that no name ties to it are not known: a module that is alone in its folder does not stand for them. */
function surelyMet(project: Project, edge: ProjectEdge): Pick<ProjectEdge, 'at' | 'modules'> {
  const clients = dialledBy(project, edge);
  const named = edge.modules.filter(({ isOnly, module }) => isOnly !== true && !clients.has(module.file));
  const dialling = clients.size === 0 ? [] : project.modules.filter(({ file }) => clients.has(file));
  return { at: edge.at, modules: [...named, ...dialling.map((module) => ({ module, role: 'either' }) as const)] };
}

/** Where an edge leads, as far as that stands elsewhere. */
export function targetsOf({ declaration, targets }: ProjectEdge): readonly Related[] {
  return targets
    .filter(({ at }) => !isWithin(at, declaration))
    .map(({ at, name }) => ({ at, message: `it leads to ${name}` }));
}

/** Where an attribute gets its value, if that is elsewhere. */
export function valueOf<Value extends string | boolean>({ name, declared, at }: Attribute<Value>): Related | undefined {
  if (declared.kind !== 'stated' || isWithin(declared.at, at) || isWithin(at, declared.at)) return undefined;
  const words = declared.isDefault === true ? ' by default; a deployment may give it another one' : '';
  return { at: declared.at, message: `\`${name}\` gets its value here${words}` };
}

/**
 * Sets an attribute in place. `undefined`: it cannot be done there, or no gRPC runs there.
 * @param fix.grpc whether gRPC runs there: without certainty the fix is not safe
 * @param fix.words what belongs into the title, in parentheses
 * @param fix.safe whether no gRPC client gets worse, if it runs there
 */
export function setAttribute<Value extends string | boolean>(
  attribute: Attribute<Value>,
  fix: { readonly value: Value; readonly grpc: GrpcEvidence; readonly safe: boolean; readonly words?: string },
): Fix | undefined {
  const { value, grpc, safe, words } = fix;
  // Nobody is shown these.
  if (grpc.grpc === 'no') return undefined;
  const edits = attribute.set(value);
  if (edits === undefined) return undefined;
  const elsewhere = valueOf(attribute) !== undefined;
  const remarks = [...(elsewhere ? ['where its value stands'] : []), ...(words === undefined ? [] : [words])];
  return {
    title: `Set \`${attribute.name}\` to \`${value}\`${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`,
    safety: safe && grpc.grpc === 'yes' && !elsewhere ? 'safe' : 'unsafe',
    edits,
  };
}

/** Whether an edge ends TLS at one of these products. */
export function endsTlsAt({ tls, product }: ProjectEdge, ...products: readonly EdgeProduct[]): boolean {
  return tls === 'terminated' && products.includes(product);
}

/** Whether a place is a part of another one. */
export function isWithin(inner: Location, outer: Location): boolean {
  return inner.file === outer.file && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;
}
