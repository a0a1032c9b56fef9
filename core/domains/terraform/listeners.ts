import { ALPN_POLICIES } from '../awsAlpn.ts';
import type { Attribute, EdgeHost, EdgeListener } from '../edges.ts';
import type { TlsMode } from '../facts.ts';
import { albOf, type Alb } from './alb.ts';
import { scalarOf } from './evaluate.ts';
import { eachOnce, hostsOfCertificate } from './hosts.ts';
import { nestedIn } from './moduleFiles.ts';
import { resourcesOf, settingsOf, type FoundTarget, type Reading } from './reading.ts';
import { blockSettings, placeOf, portOf, protocolOf, textAttribute, type Settings } from './settings.ts';
import { targetFrom } from './targets.ts';
import type { Block } from './tree.ts';
import { isByDefault, locationOf, type Declaration, type TerraformFile, type Value } from './values.ts';
import type { Unweighed } from './weighing.ts';

const LISTENERS = ['aws_lb_listener', 'aws_alb_listener'] as const;
const RULES = ['aws_lb_listener_rule', 'aws_alb_listener_rule'] as const;

/** The listeners of load balancers that a module declares as resources. */
export function listenersOf(reading: Reading): readonly Unweighed[] {
  const rules = targetsByRule(reading);
  return resourcesOf(reading, ...LISTENERS).flatMap((declaration) => {
    const settings = settingsOf(declaration, reading);
    const targets = [
      ...actionTargets(declaration, 'default_action', declaration.file, reading),
      ...(rules.get(declaration.address) ?? []),
    ];
    const alb = albOf(settings.get('load_balancer_arn'), settings, reading);
    const { address: name, labels } = declaration;
    return listenerFrom({ settings, name, label: labels[1], alb, targets, hasPolicy: true }, reading) ?? [];
  });
}

/** A listener as it is declared. */
export interface DeclaredListener {
  readonly settings: Settings;
  /** As its file calls it. */
  readonly name: string;
  /** The name that the code gives it. */
  readonly label: string | undefined;
  readonly alb: Alb;
  readonly targets: readonly FoundTarget[];
  /** Whether `alpn_policy` is known there. */
  readonly hasPolicy: boolean;
  /** What counts where it says no protocol or port. */
  readonly byDefault?: { readonly protocol: Value | string | undefined; readonly port: Value | undefined };
}

/** What a listener does; `undefined`: neither what it speaks nor what runs it is known, or it has nothing to do with TLS. */
export function listenerFrom(declared: DeclaredListener, reading: Reading): Unweighed | undefined {
  const { settings, name, label, alb, targets, hasPolicy, byDefault } = declared;
  const said = protocolIn(declared);
  const named = typeof said === 'string' ? said : protocolOf(said);
  // What Terraform leaves as it finds it, the text does not tell; nor does a default that the load balancer has no listeners of.
  const isOpen = settings.ignores('protocol') || (!alb.isTypeByDefault && isDefault(said) && !fits(named, alb));
  const protocol = isOpen ? undefined : named;
  const product = productOf(alb, protocol);
  if (product === undefined || protocol === 'UDP' || protocol === 'GENEVE') return undefined;
  const tls = protocol === undefined ? undefined : TLS.get(protocol);
  const port = portOf(settings.get('port') ?? byDefault?.port);
  const at = placeOf(settings, 'protocol');
  const hosts = tls === 'plain' ? [] : hostsOf(declared, reading);
  const edge: Unweighed['edge'] = {
    ...{ source: 'terraform', product, name, at, declaration: locationOf(settings.whole), protocol, port, tls, hosts },
    ...(typeof said === 'string' ? {} : tlsByDefault(tls, said)),
    alpnPolicy: product === 'aws-nlb' && tls === 'terminated' ? policyOf(settings, hasPolicy) : undefined,
    policyIgnored: undefined,
    http2: product === 'aws-alb' && tls !== 'plain' ? alb.http2 : undefined,
    remarks: [],
  };
  const names = label === undefined ? [] : [{ of: 'the name of the listener', name: label }];
  return { edge, place: settings.whole, names, balancer: alb, targets: eachTarget(targets, product) };
}

/** Where it stands that TLS is ended, if only the default of a variable says so. */
export function tlsByDefault(
  tls: TlsMode | undefined,
  protocol: Value | undefined,
): Pick<EdgeListener, 'tlsByDefault'> {
  const isDefault = tls === 'terminated' && protocol?.kind === 'scalar' && protocol.isDefault === true;
  return isDefault ? { tlsByDefault: locationOf(protocol) } : {};
}

/** What becomes of TLS (Network and Application Load Balancers user guides, "Listeners"). */
const TLS: ReadonlyMap<string, TlsMode> = new Map([
  ['TLS', 'terminated'],
  ['HTTPS', 'terminated'],
  ['TCP', 'passthrough'],
  ['TCP_UDP', 'passthrough'],
  ['HTTP', 'plain'],
]);

/** An ALB's listener that says no protocol has HTTP (aws_lb_listener, `protocol`). */
function protocolIn({ settings, alb, byDefault }: DeclaredListener): Value | string | undefined {
  const own = settings.get('protocol');
  if (own !== undefined && scalarOf(own) !== null) return own;
  if (settings.open !== undefined) return undefined;
  if (byDefault?.protocol !== undefined) return byDefault.protocol;
  return alb.product === 'aws-alb' ? 'HTTP' : undefined;
}

/** The protocol tells, as each has its own, whatever the load balancer is said to be; where it is not known, the load balancer. */
function productOf({ product }: Alb, protocol: string | undefined): 'aws-nlb' | 'aws-alb' | undefined {
  if (product === 'none') return undefined;
  if (protocol === 'HTTP' || protocol === 'HTTPS') return 'aws-alb';
  return protocol === undefined ? product : 'aws-nlb';
}

function fits(protocol: string | undefined, alb: Alb): boolean {
  return alb.product === undefined || productOf(alb, protocol) === alb.product;
}

function isDefault(protocol: Value | string | undefined): boolean {
  return typeof protocol === 'string' || isByDefault(protocol);
}

function policyOf(settings: Settings, hasPolicy: boolean): Attribute<string> {
  return textAttribute(settings, {
    ...{ name: 'alpn_policy', values: [...ALPN_POLICIES.keys()], canAdd: hasPolicy },
    near: ['ssl_policy', 'certificate_arn', 'protocol', 'port', 'load_balancer_arn'],
  });
}

function hostsOf({ settings, alb }: DeclaredListener, { scope }: Reading): readonly EdgeHost[] {
  return eachOnce([...alb.hosts, ...hostsOfCertificate(settings.get('certificate_arn'), scope)]);
}

/** Only an ALB's target group has a protocol version. */
function eachTarget(targets: readonly FoundTarget[], product: 'aws-nlb' | 'aws-alb'): readonly FoundTarget[] {
  const byName = new Map<string, FoundTarget>();
  for (const it of targets) if (!byName.has(it.target.name)) byName.set(it.target.name, it);
  const once = [...byName.values()];
  return product === 'aws-alb' ? once : once.map((it) => ({ ...it, target: { ...it.target, version: undefined } }));
}

/** Where actions forward to: `target_group_arn`, or the target groups of `forward`. */
function actionTargets(
  block: Block,
  type: 'default_action' | 'action',
  file: TerraformFile,
  reading: Reading,
): readonly FoundTarget[] {
  const { scope } = reading;
  return nestedIn(block, type).flatMap((action) => {
    const groups = nestedIn(action, 'forward').flatMap((it) => nestedIn(it, 'target_group'));
    const values = [
      scope.attribute(action, file, 'target_group_arn'),
      ...groups.map((it) => blockSettings(it, file, scope).get('arn')),
    ];
    return values.flatMap((it) => targetFrom(it, reading) ?? []);
  });
}

/** Where rules lead, by the addresses of their listeners. */
function targetsByRule(reading: Reading): ReadonlyMap<string, readonly FoundTarget[]> {
  const targets = new Map<string, FoundTarget[]>();
  for (const rule of resourcesOf(reading, ...RULES)) {
    const listener = listenerOf(settingsOf(rule, reading).get('listener_arn'));
    if (listener === undefined) continue;
    const found = actionTargets(rule, 'action', rule.file, reading);
    const same = targets.get(listener.address);
    if (same === undefined) targets.set(listener.address, [...found]);
    else same.push(...found);
  }
  return targets;
}

function listenerOf(value: Value | undefined): Declaration | undefined {
  return value?.kind === 'reference' ? value.to : undefined;
}
