import {
  BANDS,
  bandBehaviour,
  behaviour,
  ENFORCE_VARIABLE,
  parseGoVersion,
  type GoVersion,
  type GrpcGoBehaviour,
  type Verdict,
} from '../../core/alpn/index.ts';
import type { OwnModule, WorkspaceContext } from '../../core/observation/types.ts';
import type { ModuleView } from '../../core/observation/view.ts';
import { verdictFor, type AddressReport } from '../report.ts';
import { resultWords, toneOf } from './viewClients.ts';
import type { Places } from './viewWorkspace.ts';

/** What the modules of the workspace get as clients, with the opt-outs and without: the worst of all addresses that were reached. */
export function modulesOf<Place>(
  { modules }: Pick<WorkspaceContext<Place>, 'modules'>,
  addresses: readonly AddressReport[],
  places: Places<Place>,
): readonly ModuleView[] {
  const reached = addresses.filter(({ class: found }) => found !== 'skipped');
  return modules.map((module) => {
    const { tone, words } = toldOf(module, reached);
    return {
      module: module.module,
      grpcGo: `grpc-go ${module.grpcGo}${module.certainty === 'at-least' ? ' or newer' : ''}`,
      tone,
      words: module.isLinked ? words : `${words}; nothing here tells that it connects there`,
      at: places.viewOf(module.at),
    };
  });
}

type OptOut = 'environment' | 'credentials';

const OPT_OUTS: Readonly<Record<OptOut, string>> = {
  environment: `${ENFORCE_VARIABLE}=false`,
  credentials: 'experimental/credentials',
};

/** What a client gets. */
interface Got {
  readonly result: Verdict['result'];
  readonly words: string;
}

function toldOf<Place>(
  module: OwnModule<Place>,
  addresses: readonly AddressReport[],
): { readonly tone: Verdict['result']; readonly words: string } {
  const version = parseGoVersion(module.grpcGo);
  if (module.check === 'no-tls') return { tone: 'unknown', words: 'connects there without TLS' };
  if (version === undefined) return { tone: 'unknown', words: 'cannot be told' };
  const got = (optOut?: OptOut): Got => worstOf(clientsOf(version, module.certainty, optOut), addresses);
  const without = got();
  if (module.check === 'on') {
    const changes = optOutsOf(version).flatMap((it) => {
      const { result, words } = got(it);
      return result === without.result ? [] : `; with ${OPT_OUTS[it]}: ${words}`;
    });
    return { tone: without.result, words: `${without.words}${changes.join('')}` };
  }
  const optOut = module.check === 'off-by-environment' ? 'environment' : 'credentials';
  const given = got(optOut);
  if (given.result === without.result)
    return { tone: given.result, words: `${without.words}, with the opt-out that files here give it, too` };
  const what = optOut === 'environment' ? OPT_OUTS.environment : 'its credentials, which never look at ALPN';
  return { tone: 'depends', words: `${given.words} with ${what}, as files here give it; without: ${without.words}` };
}

/** The opt-outs that a version has. */
function optOutsOf(version: GoVersion): readonly OptOut[] {
  const { variable, hasExperimentalCredentials } = behaviour({ version, credentials: 'tls' });
  return [
    ...(variable === 'decides' ? ['environment' as const] : []),
    ...(hasExperimentalCredentials ? ['credentials' as const] : []),
  ];
}

/** A version of which only the least is known counts as every newer one, too. */
function clientsOf(
  version: GoVersion,
  certainty: OwnModule<unknown>['certainty'],
  optOut: OptOut | undefined,
): readonly GrpcGoBehaviour[] {
  const { band } = behaviour({ version, credentials: 'tls' });
  const newer =
    certainty === 'exact' ? [] : BANDS.slice(BANDS.indexOf(band) + 1).map((it) => bandBehaviour(it).version);
  return [version, ...newer].map((it) =>
    behaviour({
      version: it,
      credentials: optOut === 'credentials' ? 'alpn-disabled' : 'tls',
      ...(optOut === 'environment' && { environment: 'false' }),
    }),
  );
}

const WORST_FIRST: readonly Verdict['result'][] = ['fails', 'depends', 'unknown', 'works'];

function worstOf(clients: readonly GrpcGoBehaviour[], addresses: readonly AddressReport[]): Got {
  const all = addresses.map((address) => gotAt(address, clients));
  const worst = WORST_FIRST.flatMap((result) => all.find((it) => it.result === result) ?? [])[0];
  return worst ?? { result: 'unknown', words: 'cannot be told' };
}

function gotAt(address: AddressReport, clients: readonly GrpcGoBehaviour[]): Got {
  const verdicts = clients.map((it) => verdictFor(address, it));
  const results = new Set(verdicts.map(({ result }) => result));
  const [first = 'unknown', ...others] = results;
  const result = others.length === 0 ? first : 'unknown';
  const words = resultWords(result, address);
  const errors = new Set(verdicts.map(({ error, printedBy }) => JSON.stringify([error, printedBy])));
  const { error, printedBy = 'client' } = verdicts[0] ?? {};
  return result !== 'fails' || error === undefined || errors.size !== 1
    ? { result: toneOf(result, address), words }
    : { result, words: `${words} ("${firstSentence(error)}", printed by the ${printedBy})` };
}

/** The whole of it stands beside the band. */
function firstSentence(text: string): string {
  const end = text.indexOf('. ');
  return end < 0 ? text : `${text.slice(0, end)} …`;
}
