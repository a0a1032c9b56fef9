import type { Domain, DomainInput, FileRequest } from '../domain.ts';
import type { DomainFacts, NginxVersionSeen } from '../facts.ts';
import { baseName } from '../../text/filePath.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import { parseNginxVersion } from '../nginxVersion.ts';
import { configurationsOf, reachable, rootsOf, type Configuration } from './configuration.ts';
import { includeRequest } from './include.ts';
import { listenersOf, type NginxListener } from './listeners.ts';
import { parse } from './parse.ts';
import { candidate, recognise } from './recognise.ts';
import { statementsOf } from './statement.ts';
import type { NginxTree } from './tree.ts';

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
}

function* wants(input: DomainInput<NginxTree>): Iterable<FileRequest> {
  for (const { main } of input.options.nginx.configurations) yield { kind: 'file', path: main };
  for (const root of rootsOf(input)) {
    for (const path of reachable(input, root)) {
      const tree = input.files.get(path)?.tree;
      for (const include of tree?.includes ?? []) {
        const request = includeRequest(include, { folder: input.folder, prefix: root.prefix });
        if (request !== undefined) yield request;
      }
    }
  }
}

function read(input: DomainInput<NginxTree>): NginxFacts {
  const configurations = configurationsOf(input);
  const listeners = configurations.flatMap((it) => listenersOf(it, input));
  return {
    listeners,
    modules: [],
    nginxVersions: configurations.flatMap((it) => versionOf(it, input)),
    notes: configurations.flatMap((it) => it.notes()),
  };
}

/** The version that grpc-alpn.json or a comment in one of its files states for a configuration. */
function versionOf(configuration: Configuration, input: DomainInput<NginxTree>): readonly NginxVersionSeen[] {
  const { main, stated, files } = configuration;
  const written = stated?.version === undefined ? undefined : parseNginxVersion(stated.version);
  if (written !== undefined) return [{ configuration: main, version: { value: written, from: 'grpc-alpn.json' } }];
  for (const file of files) {
    const parsed = input.files.get(file);
    const statement = parsed === undefined ? undefined : statementsOf(parsed.tree).find((it) => it.kind === 'nginx');
    if (parsed === undefined || statement === undefined) continue;
    const { line } = new LineIndex(parsed.text).positionAt(statement.start);
    return [
      {
        configuration: main,
        version: { value: statement.version, from: `the comment in line ${line + 1} of ${baseName(file)}` },
      },
    ];
  }
  return [];
}
