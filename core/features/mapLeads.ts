import type { EdgeProduct } from '../domains/edges.ts';
import { locationOf, type GoServing } from '../domains/goSource/facts.ts';
import type { AtLocation, EdgeModule, ListenerFacts, MapLead } from '../map/types.ts';
import type { ProjectEdge } from '../project/edges.ts';
import type { Lead } from '../project/leads.ts';
import type { FilePath } from '../text/filePath.ts';

/** A listener that something leads to, as much of it as tells it from others. */
export function leadOf(lead: Lead): MapLead<AtLocation, FilePath> {
  switch (lead.kind) {
    case 'nginx': {
      const { source, configuration, module, at, address, port = null, serverNames } = lead.listener;
      return { source, configuration, module, at, name: null, address, port, serverNames };
    }
    case 'go': {
      const { serving } = lead;
      const { at } = serving;
      const where = { source: 'go', configuration: at.file, module: moduleWord(serving), at: locationOf(at) } as const;
      return { ...where, name: null, ...socketOf(serving), serverNames: [] };
    }
    case 'edge': {
      const { source, product, declaration, at } = lead.edge;
      const where = { source, configuration: declaration.file, module: EDGE_MODULES[product], at };
      return { ...where, ...edgeSocketOf(lead.edge) };
    }
  }
}

/** Who takes the connections of a server in Go first. */
export function moduleWord({ kind, consumer }: GoServing): ListenerFacts['module'] {
  if (kind === 'listener') return 'tls';
  return consumer === 'http' ? 'http' : 'grpc';
}

/** As nginx's sockets are told. */
export function socketOf({ host, port }: GoServing): Pick<ListenerFacts, 'address' | 'port'> {
  const address = host === '' || host === '0.0.0.0' ? '*' : host === '::' ? '[::]' : (host ?? '');
  return { address, port: port?.number ?? null };
}

/** What a platform runs has a name and no address. */
export function edgeSocketOf({
  name,
  port,
  hosts,
}: Pick<ProjectEdge, 'name' | 'port' | 'hosts'>): Pick<ListenerFacts, 'name' | 'address' | 'port' | 'serverNames'> {
  return { name, address: '', port: port ?? null, serverNames: [...new Set(hosts.map((it) => it.name))] };
}

/** What the map calls each product. */
export const EDGE_MODULES: Readonly<Record<EdgeProduct, EdgeModule>> = {
  'aws-nlb': 'nlb',
  'aws-alb': 'alb',
  'aws-classic-elb': 'classic-elb',
  'aws-nat-gateway': 'nat-gateway',
  'ingress-nginx': 'ingress-nginx',
  'f5-nginx-ingress': 'f5-nginx-ingress',
};
