import { behaviour, type GoVersion } from '../alpn/index.ts';
import type { GoModule, OptOut } from '../domains/facts.ts';
import type { GoCredentialsKind } from '../domains/goSource/facts.ts';
import type { Location } from '../text/location.ts';
import { resembling } from '../text/resembling.ts';
import { moduleOf } from './goModules.ts';
import type { Project } from './project.ts';
import { hopsOf } from './optOutHops.ts';
import { moduleGetting } from './runningModule.ts';

/** What an opt-out comes to. */
export type OptOutEffect =
  /** The value is another one, or not known. */
  | { readonly kind: 'no-opt-out' }
  | {
      readonly kind: 'opts-out';
      /** The module whose programs get it; `undefined`: nothing tells. */
      readonly module: GoModule | undefined;
      /** The hops that fail without it. */
      readonly needing: readonly Location[];
      /** The hops that work without it. Where there are some and none needs it, nothing here does. */
      readonly working: readonly Location[];
    }
  | {
      readonly kind: 'ineffective';
      readonly module: GoModule | undefined;
      readonly why: 'value' | 'refused' | 'unreached' | 'too-late' | 'version' | 'not-yet' | 'credentials' | 'peer';
      /** Why it does nothing, in a sentence. */
      readonly because: string;
      /** The hops that fail with it as without it. */
      readonly failing: readonly Location[];
    };

/** What a place that switches grpc-go's check off, or is meant to, comes to. */
export function optOutEffect(project: Project, optOut: OptOut): OptOutEffect {
  const { by } = optOut;
  const module = moduleGetting(project, optOut);
  if (by.kind === 'credentials') return { kind: 'opts-out', module, needing: [], working: [] };
  const meaning = meaningOf(by.value);
  if (meaning === 'other') return { kind: 'no-opt-out' };
  const ineffective = reasonOf(project, optOut, module, meaning);
  if (ineffective !== undefined) return { kind: 'ineffective', module, failing: [], ...ineffective };
  const hops = hopsOf(project, module);
  if (hops.needing.length === 0 && hops.failing.length > 0) {
    const because = `It lets grpc-go accept that no protocol was selected. ${hops.failing.length === 1 ? 'The hop that this folder has fails' : `All ${hops.failing.length} hops that fail in this folder do so`} for another reason, whatever the value is.`;
    return { kind: 'ineffective', module, why: 'peer', because, failing: hops.failing };
  }
  return { kind: 'opts-out', module, needing: hops.needing, working: hops.hasUnknown ? [] : hops.working };
}

/** Values that people write for "off". grpc-go knows one (internal/envconfig/envconfig.go, boolFromEnv). */
const OFF: ReadonlySet<string> = new Set([
  '',
  '0',
  'f',
  'n',
  'no',
  'off',
  'false',
  'disable',
  'disabled',
  'none',
  'never',
]);

function meaningOf(value: string | undefined): 'off' | 'meant-off' | 'other' {
  if (value === undefined) return 'other';
  if (value.toLowerCase() === 'false') return 'off';
  const bare = value
    .trim()
    .replace(/^(["'])(.{0,20})\1$/, '$2')
    .trim()
    .toLowerCase();
  return OFF.has(bare) || resembling(bare, ['false', 'true'])[0] === 'false' ? 'meant-off' : 'other';
}

type Ineffective = Pick<OptOutEffect & { readonly kind: 'ineffective' }, 'why' | 'because'>;

function reasonOf(
  project: Project,
  { by }: OptOut,
  module: GoModule | undefined,
  meaning: 'off' | 'meant-off',
): Ineffective | undefined {
  if (by.kind === 'credentials') return undefined;
  const ofVersion = module === undefined ? undefined : versionReason(module);
  if (ofVersion?.why === 'version') return ofVersion;
  if (by.kind === 'environment' && by.refused !== undefined) return { why: 'refused', because: by.refused };
  if (by.kind === 'environment' && by.unreached !== undefined) return { why: 'unreached', because: by.unreached };
  const time = by.kind === 'setenv' ? by.time(project.modules) : undefined;
  if (time?.kind === 'too-late') {
    const because = `It is set too late: ${time.because}. grpc-go reads it once, while packages are initialised; only processes that are started from here get it.`;
    return { why: 'too-late', because };
  }
  if (meaning === 'meant-off') {
    const quote = by.value?.includes('"') === true ? '`' : '"';
    const shown = (by.value ?? '').replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
    const written = by.value === '' ? 'An empty value' : `The value ${quote}${shown}${quote}`;
    return { why: 'value', because: `${written} does not switch the check off: only \`false\` does, in any case.` };
  }
  return ofVersion ?? (module === undefined ? undefined : credentialsReason(project, module));
}

/** What certainly is the version; of one that may be raised, nothing is said. */
function versionOf({ grpc }: GoModule): GoVersion | undefined {
  return grpc?.certainty === 'exact' || grpc?.certainty === 'stated' ? grpc.version : undefined;
}

function versionReason(module: GoModule): Ineffective | undefined {
  const version = versionOf(module);
  if (version === undefined) return undefined;
  const { variable, enforces } = behaviour({ version, credentials: 'tls' });
  switch (variable) {
    case 'absent':
      return {
        why: 'version',
        because: `grpc-go ${version.text} knows no such variable: it and the check came with 1.65.0.`,
      };
    case 'ignored':
      return { why: 'version', because: `grpc-go ${version.text} does not read it: this commit was without it.` };
    case 'decides':
      return enforces
        ? undefined
        : {
            why: 'not-yet',
            because: `grpc-go ${version.text} does not check unless the value is \`true\`: the check is on by default since 1.67.0.`,
          };
  }
}

/** Credentials that never look at what was selected (grpc-go 1.85.0: only credentials/tls.go does). */
const NEVER_CHECK: ReadonlySet<GoCredentialsKind> = new Set([
  'alpn-disabled',
  'advancedtls',
  'xds',
  'alts',
  'local',
  'insecure',
]);

/** Where all credentials of a module are known, and none of them checks. */
function credentialsReason(project: Project, module: GoModule): Ineffective | undefined {
  const { servings, dialings, ownCredentials } = project.goSource;
  const isHere = ({ at }: { readonly at: { readonly file: Location['file'] } }): boolean =>
    moduleOf(project.modules, at.file) === module;
  const kinds = [
    ...dialings.filter(isHere).map(({ credentials }) => credentials.kind),
    ...servings.filter(isHere).flatMap(({ credentials }) => credentials?.kind ?? []),
  ];
  const tls = [...new Set(kinds)].filter((it) => it !== 'insecure' && it !== 'local');
  if (tls.length === 0 || !kinds.every((it) => NEVER_CHECK.has(it)) || ownCredentials.some(isHere)) return undefined;
  return {
    why: 'credentials',
    because: `All credentials in the code of this module (${tls.map((it) => WORDS[it]).join(', ')}) never look at the protocol: only credentials.NewTLS, and what goes through it, does. Unless a library connects on its own, nobody asks for the variable.`,
  };
}

const WORDS: Readonly<Record<GoCredentialsKind, string>> = {
  tls: 'TLS',
  'alpn-disabled': 'experimental/credentials',
  insecure: 'insecure',
  advancedtls: 'advancedtls',
  xds: 'xDS',
  alts: 'ALTS',
  local: 'local',
  own: 'its own',
  unknown: 'unknown',
};
