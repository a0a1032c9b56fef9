import type { EdgeTarget } from '../edges.ts';
import type { TlsMode } from '../facts.ts';
import { grpcIn } from '../grpcNames.ts';
import { targetEvidence } from './evidence.ts';
import { eachOnce, hostsOfCertificate } from './hosts.ts';
import { tlsByDefault } from './listeners.ts';
import { nestedIn } from './moduleFiles.ts';
import { exists, isOff, resourcesOf, settingsOf, type Reading } from './reading.ts';
import { blockSettings, namesOf, objectSettings, placeOf, portOf, protocolOf, type Settings } from './settings.ts';
import { knownModule } from './sources.ts';
import { itemsOf, locationOf, type Declaration } from './values.ts';
import type { Balancer, Unweighed } from './weighing.ts';

/** The listeners of classic load balancers: of `aws_elb`, and of calls of terraform-aws-modules/elb. */
export function classicListeners(reading: Reading): readonly Unweighed[] {
  const { scope } = reading;
  const resources = resourcesOf(reading, 'aws_elb').flatMap((declaration) => {
    const balancer = balancerOf(declaration, reading);
    return nestedIn(declaration, 'listener').flatMap(
      (it) => listenerFrom(blockSettings(it, declaration.file, scope), balancer, reading) ?? [],
    );
  });
  const modules = scope.declarations.flatMap((declaration) => {
    if (knownModule(declaration) !== 'elb') return [];
    const inputs = settingsOf(declaration, reading);
    const listeners = inputs.get('listener');
    if (!exists(inputs) || isOff(inputs.get('create_elb')) || listeners?.kind !== 'list') return [];
    const balancer = balancerOf(declaration, reading);
    return itemsOf(listeners).flatMap((it) => {
      if (it.kind !== 'object') return [];
      const [first] = it.entries.values();
      return first === undefined ? [] : (listenerFrom(objectSettings(it, first.key), balancer, reading) ?? []);
    });
  });
  return [...resources, ...modules];
}

/** What becomes of TLS (Classic Load Balancers user guide, "Listeners"). */
const TLS: ReadonlyMap<string, TlsMode> = new Map([
  ['SSL', 'terminated'],
  ['HTTPS', 'terminated'],
  ['TCP', 'passthrough'],
  ['HTTP', 'plain'],
]);

/** A load balancer, and where it is declared. */
interface Classic extends Balancer {
  readonly address: string;
  readonly declaration: Declaration;
}

function balancerOf(declaration: Declaration, reading: Reading): Classic {
  const { address, labels } = declaration;
  const names = namesOf(settingsOf(declaration, reading), labels.at(-1), 'the name of the load balancer');
  return { address, declaration, place: undefined, names, hosts: reading.hosts.get(address) ?? [] };
}

function listenerFrom(settings: Settings, balancer: Classic, reading: Reading): Unweighed | undefined {
  const said = settings.get('lb_protocol');
  const protocol = protocolOf(said);
  const tls = protocol === undefined ? undefined : TLS.get(protocol);
  if (tls === undefined) return undefined;
  const port = portOf(settings.get('lb_port'));
  const { declaration } = balancer;
  const certificate = hostsOfCertificate(settings.get('ssl_certificate_id'), reading.scope);
  const hosts = tls === 'plain' ? [] : eachOnce([...balancer.hosts, ...certificate]);
  const edge: Unweighed['edge'] = {
    ...{ source: 'terraform', product: 'aws-classic-elb', name: declaration.address },
    at: placeOf(settings, 'lb_protocol'),
    declaration: locationOf(declaration),
    ...{ protocol, port, tls, hosts, alpnPolicy: undefined, policyIgnored: undefined, http2: undefined },
    ...tlsByDefault(tls, said),
    remarks: [],
  };
  const place = settings.whole;
  const target = { target: targetOf(settings, balancer, reading), place, names: [] };
  return { edge, place, names: [], balancer, targets: [target] };
}

/** The instances, at one of their ports. */
function targetOf(settings: Settings, { declaration, names }: Classic, { options }: Reading): EdgeTarget {
  const port = portOf(settings.get('instance_port'));
  const ports = port === undefined ? [] : [port];
  // Whether it is the one that the load balancer is called after, its listeners tell together.
  const telling = names.filter(({ name }) => grpcIn(name) !== 'yes');
  return {
    name:
      port === undefined ? `instances of ${declaration.address}` : `instances of ${declaration.address}, port ${port}`,
    at: placeOf(settings, 'instance_port'),
    protocol: protocolOf(settings.get('instance_protocol')),
    ...{ version: undefined, port, addresses: [], programs: [] },
    grpc: targetEvidence({ place: settings.whole, certain: [], names: telling, ports, options }),
  };
}
