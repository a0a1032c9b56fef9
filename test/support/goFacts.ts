import type { GoDialing, GoPlace, GoServing, GoTlsConfig } from '../../core/domains/goSource/facts.ts';
import { filePath } from '../../core/text/filePath.ts';
import { FOLDER } from './openWorkspace.ts';
import { grammars } from './grammars.ts';

const parser = await grammars.load('go');

/** Facts of Go source made by hand: each stands in a file of its own, which holds one expression. */
export function goPlace(expression: string, path = 'main.go'): GoPlace {
  const tree = parser.parse(`package main\n\nvar it = ${expression}\n`);
  const [spec] = tree.ofTypes('var_spec');
  const node = spec?.child('value')?.parts[0];
  if (node === undefined) throw new Error(`no expression: ${expression}`);
  return { file: filePath(`${FOLDER}/${path}`), node };
}

/** A configuration with these protocols, and with one that `GetConfigForClient` returns where `returned` names its protocols. */
export function tlsConfig(
  protocols: readonly string[] | undefined,
  { returned, isShared = false }: { readonly returned?: readonly string[]; readonly isShared?: boolean } = {},
): GoTlsConfig {
  return {
    made: goPlace('tls.Config{}'),
    protocols: protocols === undefined ? { kind: 'unknown' } : { kind: 'known', names: protocols },
    protocolsSet: undefined,
    getConfigForClient: returned && {
      at: goPlace('pick'),
      body: goPlace('func() {}'),
      returned: [tlsConfig(returned)],
    },
    givenToNewTls: isShared ? goPlace('credentials.NewTLS(config)') : undefined,
  };
}

/** Credentials that this expression makes. */
export function credentialsOf(
  kind: NonNullable<GoServing['credentials']>['kind'],
  expression = 'credentials.NewTLS(config)',
): NonNullable<GoServing['credentials']> {
  return { kind, at: goPlace(expression) };
}

/** A TLS listener whose connections a grpc-go server without TLS takes, unless said otherwise. */
export function goServing(facts: Partial<GoServing> = {}, path = 'main.go'): GoServing {
  return {
    at: goPlace('tls.NewListener(listener, config)', path),
    kind: 'listener',
    maker: undefined,
    config: undefined,
    consumer: 'grpc',
    servedBy: undefined,
    credentials: undefined,
    http2Disabled: undefined,
    grpc: 'a grpc-go server takes its connections',
    port: undefined,
    host: undefined,
    ...facts,
  };
}

/** A client with `credentials.NewTLS(nil)`, unless said otherwise. */
export function goDialing(facts: Partial<GoDialing> = {}, path = 'main.go'): GoDialing {
  return {
    at: goPlace('grpc.NewClient(target)', path),
    target: undefined,
    credentials: credentialsOf('tls'),
    config: undefined,
    offer: { kind: 'fixed', protocols: ['h2'] },
    ...facts,
  };
}
