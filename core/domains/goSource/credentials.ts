import type { SyntaxNode } from '../syntaxTree.ts';
import { placeKey, type GoCredentialsKind, type GoPlace, type GoTlsConfig } from './facts.ts';
import type { GoFile } from './source.ts';
import type { Configs } from './tlsConfig.ts';
import type { Sight } from './texts.ts';
import { typeOf } from './types.ts';

const GRPC = 'google.golang.org/grpc';

/** The credentials of one server or client. */
export interface CredentialsSeen {
  readonly kind: GoCredentialsKind;
  /** The call or literal that makes them. */
  readonly at: GoPlace | undefined;
  /** What they were made of; `undefined`: not known, or made of certificates. */
  readonly config: GoTlsConfig | undefined;
  /** The option that gives them to a server. */
  readonly option?: GoPlace;
}

const UNKNOWN: CredentialsSeen = { kind: 'unknown', at: undefined, config: undefined };

/** Functions of grpc-go that make transport credentials (facts: which constructors enforce). */
const MAKERS: ReadonlyMap<string, GoCredentialsKind> = new Map([
  [`${GRPC}/credentials.NewTLS`, 'tls'],
  [`${GRPC}/credentials.NewServerTLSFromCert`, 'tls'],
  [`${GRPC}/credentials.NewServerTLSFromFile`, 'tls'],
  [`${GRPC}/credentials.NewClientTLSFromCert`, 'tls'],
  [`${GRPC}/credentials.NewClientTLSFromFile`, 'tls'],
  [`${GRPC}/experimental/credentials.NewTLSWithALPNDisabled`, 'alpn-disabled'],
  [`${GRPC}/experimental/credentials.NewServerTLSFromCertWithALPNDisabled`, 'alpn-disabled'],
  [`${GRPC}/experimental/credentials.NewServerTLSFromFileWithALPNDisabled`, 'alpn-disabled'],
  [`${GRPC}/experimental/credentials.NewClientTLSFromCertWithALPNDisabled`, 'alpn-disabled'],
  [`${GRPC}/experimental/credentials.NewClientTLSFromFileWithALPNDisabled`, 'alpn-disabled'],
  [`${GRPC}/credentials/insecure.NewCredentials`, 'insecure'],
  [`${GRPC}/security/advancedtls.NewServerCreds`, 'advancedtls'],
  [`${GRPC}/security/advancedtls.NewClientCreds`, 'advancedtls'],
  [`${GRPC}/credentials/xds.NewServerCredentials`, 'xds'],
  [`${GRPC}/credentials/xds.NewClientCredentials`, 'xds'],
  [`${GRPC}/credentials/alts.NewServerCreds`, 'alts'],
  [`${GRPC}/credentials/alts.NewClientCreds`, 'alts'],
  [`${GRPC}/credentials/local.NewCredentials`, 'local'],
]);

/** What transport credentials an expression is. Of several, the first that are known to do TLS with a configuration. */
export function credentialsOf(sight: Sight, configs: Configs, node: SyntaxNode, file: GoFile): CredentialsSeen {
  const { places, isComplete } = sight.origins.of(node, file);
  const all = places.map((it) => madeAt(sight, configs, it));
  const told = all.find(({ config }) => config !== undefined) ?? all.find(({ kind }) => kind !== 'insecure') ?? all[0];
  if (told === undefined) return UNKNOWN;
  // Where it may be something else, too, what is certain is only what stands there.
  return isComplete || told.kind !== 'insecure' ? told : UNKNOWN;
}

function madeAt(sight: Sight, configs: Configs, place: GoPlace): CredentialsSeen {
  const file = sight.pkg.fileOf(place);
  if (file === undefined) return UNKNOWN;
  const { node } = place;
  if (node.type === 'composite_literal')
    return typeOf(sight.pkg, node, file)?.kind === 'own' ? { kind: 'own', at: place, config: undefined } : UNKNOWN;
  if (node.type !== 'call_expression') return UNKNOWN;
  const kind = MAKERS.get(sight.pkg.externalOf(node.child('function'), file) ?? '');
  if (kind === undefined) return UNKNOWN;
  const [argument] = node.child('arguments')?.parts ?? [];
  const isOfConfig = /\.NewTLS(?:WithALPNDisabled)?$/.test(node.child('function')?.text ?? '');
  return { kind, at: place, config: isOfConfig && argument !== undefined ? configs.of(argument, file) : undefined };
}

/** One option of a server or client: the call that makes it, as far as it stands in this package. */
export interface OptionsSeen {
  readonly calls: readonly { readonly name: string; readonly call: SyntaxNode; readonly file: GoFile }[];
  /** Whether these are all options. */
  readonly isComplete: boolean;
}

/** The options among a call's arguments, with the lists that are spread out (`options...`). */
export function optionsOf(sight: Sight, args: readonly SyntaxNode[], file: GoFile): OptionsSeen {
  return new Options(sight).among(args, file);
}

/** Follows lists of options, each once: most are appended to themselves. */
class Options {
  readonly #sight: Sight;
  readonly #seen = new Set<string>();

  constructor(sight: Sight) {
    this.#sight = sight;
  }

  among(args: readonly SyntaxNode[], file: GoFile): OptionsSeen {
    return together(
      args.map((arg): OptionsSeen => {
        if (arg.type !== 'variadic_argument') return this.#single(arg, file);
        const [list] = arg.parts;
        return list === undefined ? NOTHING : this.#listed(list, file);
      }),
    );
  }

  #single(arg: SyntaxNode, file: GoFile): OptionsSeen {
    const { pkg, origins } = this.#sight;
    const { places, isComplete } = origins.of(arg, file);
    const calls = places.flatMap((place) => {
      const where = pkg.fileOf(place);
      const name = where && pkg.externalOf(place.node.child('function'), where);
      return where === undefined || name === undefined ? [] : [{ name, call: place.node, file: where }];
    });
    return { calls, isComplete: isComplete && calls.length === places.length };
  }

  #listed(list: SyntaxNode, file: GoFile): OptionsSeen {
    const { places, isComplete } = this.#sight.origins.of(list, file);
    const all = places.map((place) => this.#madeAt(place));
    return together([...all, { calls: [], isComplete }]);
  }

  #madeAt(place: GoPlace): OptionsSeen {
    const key = placeKey(place);
    const file = this.#sight.pkg.fileOf(place);
    if (this.#seen.has(key)) return NOTHING;
    this.#seen.add(key);
    if (file === undefined) return { calls: [], isComplete: false };
    const { node } = place;
    if (node.type === 'composite_literal')
      return this.among(node.child('body')?.parts.flatMap((it) => it.parts.slice(0, 1)) ?? [], file);
    if (node.type === 'call_expression' && node.child('function')?.text === 'append') {
      const [base, ...added] = node.child('arguments')?.parts ?? [];
      const before = base === undefined ? NOTHING : this.#listed(base, file);
      return together([before, this.among(added, file)]);
    }
    const isEmpty = node.type === 'nil' || node.parent?.type === 'var_spec' || node.child('function')?.text === 'make';
    return { calls: [], isComplete: isEmpty };
  }
}

const NOTHING: OptionsSeen = { calls: [], isComplete: true };

function together(all: readonly OptionsSeen[]): OptionsSeen {
  return { calls: all.flatMap(({ calls }) => calls), isComplete: all.every(({ isComplete }) => isComplete) };
}
