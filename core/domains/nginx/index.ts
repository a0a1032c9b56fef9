import type { Domain, DomainInput, FileRequest } from '../domain.ts';
import type { DomainFacts } from '../facts.ts';
import { configurationsOf, type Configuration } from './configuration.ts';
import { placedFiles } from './container.ts';
import { listenersOf, type NginxListener } from './listeners.ts';
import { parse } from './parse.ts';
import { candidate, recognise } from './recognise.ts';
import { requestsOf, rootsOf } from './roots.ts';
import type { NginxTree } from './tree.ts';
import { versionOf } from './version.ts';

export type { Configuration } from './configuration.ts';
export type { NginxListener } from './listeners.ts';

/** nginx.conf and everything it includes. */
export const nginxDomain: Domain<NginxTree, NginxFacts> = {
  id: 'nginx',
  candidate,
  recognise,
  parse,
  wants,
  read,
};

/** The facts of this domain: its listeners know their blocks. */
export interface NginxFacts extends DomainFacts {
  readonly listeners: readonly NginxListener[];
  readonly configurations: readonly Configuration[];
}

function* wants(input: DomainInput<NginxTree>): Iterable<FileRequest> {
  for (const { main } of input.options.nginx.configurations) yield { kind: 'file', path: main };
  for (const path of placedFiles(input.placements)) yield { kind: 'file', path };
  for (const root of rootsOf(input)) yield* requestsOf(input, root);
}

function read(input: DomainInput<NginxTree>): NginxFacts {
  const configurations = configurationsOf(input);
  const listeners = configurations.flatMap((it) => listenersOf(it, input));
  return {
    listeners,
    configurations,
    modules: [],
    placements: [],
    grpcServers: [],
    optOuts: [],
    edges: [],
    nginxVersions: configurations.flatMap((it) => {
      const version = versionOf(it, input);
      return version === undefined ? [] : [{ configuration: it.main, version }];
    }),
    notes: configurations.flatMap((it) => it.notes()),
  };
}
