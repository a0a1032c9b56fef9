import type { DialerOffer } from '../../alpn/index.ts';
import { credentialsOf, optionsOf, type CredentialsSeen } from './credentials.ts';
import type { GoDialing, GoPlace, GoTlsConfig } from './facts.ts';
import type { Configs } from './tlsConfig.ts';
import { textOf, type Sight } from './texts.ts';

const GRPC = 'google.golang.org/grpc';

/** The functions that open connections, and which argument is the target. */
const DIALS: ReadonlyMap<string, number> = new Map([
  [`${GRPC}.NewClient`, 0],
  [`${GRPC}.Dial`, 0],
  [`${GRPC}.DialContext`, 1],
]);

/** All places of a package where grpc-go is asked to open connections. */
export function dialingsOf(sight: Sight, configs: Configs): readonly GoDialing[] {
  return [...DIALS].flatMap(([name, index]) =>
    sight.pkg.callsOf(name).flatMap((call) => dialing(sight, configs, call, index)),
  );
}

function dialing(sight: Sight, configs: Configs, at: GoPlace, index: number): readonly GoDialing[] {
  const file = sight.pkg.fileOf(at);
  const args = at.node.child('arguments')?.parts ?? [];
  const written = args[index];
  if (file === undefined || written === undefined) return [];
  const text = textOf(sight, written, file);
  const { kind, at: made, config } = clientCredentials(sight, configs, at, index);
  return [
    {
      at,
      target: text === undefined ? undefined : { text, at: { file: file.path, node: written } },
      credentials: { kind, at: made },
      config,
      offer: offerOf({ kind, at: made, config }),
    },
  ];
}

/** The credentials that a dialling call is given. */
function clientCredentials(sight: Sight, configs: Configs, at: GoPlace, index: number): CredentialsSeen {
  const unknown: CredentialsSeen = { kind: 'unknown', at: undefined, config: undefined };
  const file = sight.pkg.fileOf(at);
  if (file === undefined) return unknown;
  const { calls } = optionsOf(sight, (at.node.child('arguments')?.parts ?? []).slice(index + 1), file);
  const plain = calls.find(({ name }) => name === `${GRPC}.WithInsecure`);
  if (plain !== undefined)
    return { kind: 'insecure', at: { file: plain.file.path, node: plain.call }, config: undefined };
  const seen = calls
    .filter(({ name }) => name === `${GRPC}.WithTransportCredentials`)
    .map(({ call, file: where }) => {
      const [argument] = call.child('arguments')?.parts ?? [];
      return argument === undefined ? unknown : credentialsOf(sight, configs, argument, where);
    });
  // TLS here and none there, by a switch: what is told is what happens with TLS.
  return seen.find(({ kind }) => kind !== 'insecure' && kind !== 'unknown') ?? seen[0] ?? unknown;
}

/** internal/credentials/util.go, AppendH2ToNextProtos: h2 is put behind a list that lacks it. */
function offerOf({ kind, config }: CredentialsSeen): DialerOffer | undefined {
  switch (kind) {
    case 'tls':
    case 'alpn-disabled':
    case 'advancedtls':
      return config === undefined ? { kind: 'fixed', protocols: ['h2'] } : appended(config);
    case 'xds':
      return { kind: 'fixed', protocols: ['h2'] };
    case 'own':
    case 'unknown':
      return { kind: 'unknown', because: 'its credentials are not those of grpc-go' };
    case 'insecure':
    case 'alts':
    case 'local':
      return undefined;
  }
}

function appended({ protocols }: GoTlsConfig): DialerOffer {
  if (protocols.kind === 'unknown')
    return { kind: 'unknown', because: 'NextProtos is set by something that is not known' };
  const { names } = protocols;
  return { kind: 'fixed', protocols: names.includes('h2') ? names : [...names, 'h2'] };
}
