import type { SyntaxNode } from '../syntaxTree.ts';
import { credentialsOf, optionsOf } from './credentials.ts';
import type { GoOwnCredentials, GoPlace, GoTlsConfig } from './facts.ts';
import type { GoFunction } from './package.ts';
import type { GoFile } from './source.ts';
import type { Configs } from './tlsConfig.ts';
import type { Sight } from './texts.ts';
import { calledFunctions, receiverOf, typeOf } from './types.ts';

const GRPC = 'google.golang.org/grpc';

/** The functions of crypto/tls that make a handshake, and which argument is the configuration. */
const HANDSHAKES: ReadonlyMap<string, number> = new Map([
  ['crypto/tls.Client', 1],
  ['crypto/tls.Server', 1],
  ['crypto/tls.Dial', 2],
  ['crypto/tls.DialWithDialer', 3],
]);

/** The methods of credentials.TransportCredentials that make one. */
const METHODS: ReadonlyMap<string, 'client' | 'server'> = new Map([
  ['ClientHandshake', 'client'],
  ['ServerHandshake', 'server'],
]);

/** Handshakes that code of a package makes itself for grpc-go. */
export function ownCredentialsOf(sight: Sight, configs: Configs): readonly GoOwnCredentials[] {
  return [...inMethods(sight, configs), ...inDialers(sight, configs)];
}

function inMethods(sight: Sight, configs: Configs): readonly GoOwnCredentials[] {
  return [...METHODS].flatMap(([name, side]) =>
    sight.pkg.methods(name).flatMap((method): readonly GoOwnCredentials[] => {
      if (!givesAuthInfo(sight, method.node, method.file)) return [];
      const around = `${name} of type ${receiverOf(method) ?? '?'}`;
      return handshakesIn(sight, configs, method.node, method.file).map((it) => ({
        ...it,
        side,
        by: 'credentials',
        in: around,
      }));
    }),
  );
}

/** Whether a method has the results that credentials.TransportCredentials asks for: others of the same name are for something else. */
function givesAuthInfo({ pkg }: Sight, method: SyntaxNode, file: GoFile): boolean {
  const types = method.child('result')?.ofTypes('qualified_type') ?? [];
  return [...types].some((it) => pkg.externalOf(it, file) === `${GRPC}/credentials.AuthInfo`);
}

/** TLS that a dialer opens which is given to grpc-go, while grpc-go itself does none. */
function inDialers(sight: Sight, configs: Configs): readonly GoOwnCredentials[] {
  const { pkg } = sight;
  return [`${GRPC}.NewClient`, `${GRPC}.Dial`, `${GRPC}.DialContext`].flatMap((name) =>
    pkg.callsOf(name).flatMap((call): readonly GoOwnCredentials[] => {
      const file = pkg.fileOf(call);
      if (file === undefined) return [];
      const args = call.node.child('arguments')?.parts ?? [];
      const { calls } = optionsOf(sight, args.slice(name.endsWith('DialContext') ? 2 : 1), file);
      const isPlain = calls.some(
        (it) =>
          it.name === `${GRPC}.WithInsecure` ||
          (it.name === `${GRPC}.WithTransportCredentials` && kindOf(sight, configs, it.call, it.file) === 'insecure'),
      );
      if (!isPlain) return [];
      return calls
        .filter((it) => it.name === `${GRPC}.WithContextDialer` || it.name === `${GRPC}.WithDialer`)
        .flatMap((it) => {
          const [dialer] = it.call.child('arguments')?.parts ?? [];
          const all = dialer === undefined ? [] : handshakesOf(sight, configs, dialer, it.file);
          const found = all.filter(({ config }) => !speaksItsOwn(config));
          const around = 'a dialer that grpc-go is given, without credentials of its own';
          return found.map((handshake) => ({
            ...handshake,
            side: 'client' as const,
            by: 'dialer' as const,
            in: around,
          }));
        });
    }),
  );
}

/** A protocol that is no HTTP is spoken on purpose, with a peer that knows it. */
function speaksItsOwn(config: GoTlsConfig | undefined): boolean {
  const { protocols } = config ?? {};
  const names = protocols?.kind === 'known' ? protocols.names : [];
  return names.length > 0 && !names.some((it) => it.startsWith('http/') || it === 'h2');
}

function kindOf(sight: Sight, configs: Configs, call: SyntaxNode, file: GoFile): string | undefined {
  const [argument] = call.child('arguments')?.parts ?? [];
  return argument && credentialsOf(sight, configs, argument, file).kind;
}

type Handshake = Pick<GoOwnCredentials, 'at' | 'config'>;

function handshakesOf(sight: Sight, configs: Configs, dialer: SyntaxNode, file: GoFile): readonly Handshake[] {
  return sight.origins.of(dialer, file).places.flatMap((place: GoPlace) => {
    const where = sight.pkg.fileOf(place);
    const { node } = place;
    const body =
      node.type === 'func_literal' ? node : node.parent?.type === 'function_declaration' ? node.parent : undefined;
    // TLS to a proxy, inside of which the connection to the server begins, is not gRPC's.
    const isForProxy = body?.text.includes('CONNECT') === true;
    return where === undefined || body === undefined || isForProxy ? [] : handshakesIn(sight, configs, body, where);
  });
}

/** Functions that are called by functions; deeper ones are not looked at. */
const DEEPEST = 3;

/** The handshakes that a function makes, itself or by functions that it calls; each function is looked through once. */
function handshakesIn(sight: Sight, configs: Configs, body: SyntaxNode, file: GoFile): readonly Handshake[] {
  const found: Handshake[] = [];
  const seen = new Set<string>();
  let level: readonly Pick<GoFunction, 'node' | 'file'>[] = [{ node: body, file }];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: GoFunction[] = [];
    for (const { node: fn, file: where } of level) {
      const key = `${fn.number} ${where.path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      for (const node of fn.ofTypes('call_expression')) {
        const config = configUsedBy(sight, node, where);
        if (config === undefined) next.push(...calledFunctions(sight.pkg, node, where));
        else
          found.push({ at: { file: where.path, node }, config: config.node && configs.of(config.node, config.file) });
      }
    }
    level = next;
  }
  return found;
}

/** The configuration of a handshake; `undefined`: the call makes none. Without a node: the default one. */
function configUsedBy(
  { pkg, origins }: Sight,
  call: SyntaxNode,
  file: GoFile,
): { readonly node: SyntaxNode | undefined; readonly file: GoFile } | undefined {
  const called = call.child('function');
  const index = HANDSHAKES.get(pkg.externalOf(called, file) ?? '');
  if (index !== undefined) return { node: call.child('arguments')?.parts[index], file };
  const dialer = called?.child('operand');
  if (dialer === undefined || !/^Dial(?:Context)?$/.test(called?.child('field')?.text ?? '')) return undefined;
  if (typeOf(pkg, dialer, file)?.name !== 'crypto/tls.Dialer') return undefined;
  const [place] = origins.of(dialer, file).places;
  const set = place && origins.setsOn(place, 'Config').at(-1);
  return { node: set?.value.node, file: set?.file ?? file };
}
