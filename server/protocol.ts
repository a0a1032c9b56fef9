/** What client and server say to each other beyond LSP: names and types, no behaviour. */
import type { MapDialer, MapListener, MapModule } from '../core/map/types.ts';
import type { ObservedTarget, WorkspaceContext } from '../core/observation/types.ts';
import type { Position, PositionRange } from '../core/text/lineIndex.ts';

/** `initializationOptions`. All of them may be left out, and all are by other editors than ours. */
export interface InitializationOptions {
  /** How long the server waits for another keystroke before it checks, in milliseconds. */
  readonly debounce?: number;
  /** Whether the client has the command `COPY_COMMAND`: then code actions that copy text are offered. */
  readonly copyCommand?: boolean;
  /** Whether the client has the command `PRE_UPGRADE_COMMAND`: then a code action on a requirement offers it. */
  readonly preUpgradeCommand?: boolean;
  /** Whether the client has the command `PROBE_COMMAND`: then code lenses offer it. */
  readonly probeCommand?: boolean;
  /**
   * Whether the client, as soon as one of several edits wants to be confirmed, shows them all, ticked but for those that want to be, and
   * applies those that are ticked: then one that changes nothing asks for all.
   */
  readonly editPreview?: boolean;
  /** Whether the client opens addresses of the form `grpc-alpn-rule:/ID.md`: then diagnostics carry them. */
  readonly rulePages?: boolean;
}

/**
 * What Node is started with for the server: three times its usual room for new objects, so that most of what one keystroke makes is gone
 * before it would be copied. At 10,000 lines that is a third of the time, and the server's peak does not grow.
 */
export const SERVER_FLAGS = ['--max-semi-space-size=48'] as const;

/** The client's command that puts its one argument, a text, on the clipboard. */
export const COPY_COMMAND = 'grpcAlpn.copyText';

/** The client's command that probes what its first argument names: the `target`, and the `sni` if there is one, of an `Endpoint`. */
export const PROBE_COMMAND = 'grpcAlpn.probe';

/** Its second argument where host and port have been shown and chosen, as titles of lenses and actions do. Without it the client asks. */
export const PROBE_SHOWN = 'shown';

/** The section of the settings. Our client answers `workspace/configuration` with `LayeredSettings`, other editors with the section itself. */
export const SETTINGS_SECTION = 'grpcAlpn';

/** The section taken apart: grpc-alpn.json stands between what the user and what the workspace states. */
export interface LayeredSettings {
  readonly layers: { readonly user: unknown; readonly workspace: unknown };
}

/** What the names of templates end with: what another program fills in. */
const TEMPLATE_ENDINGS = ['template', 'j2', 'jinja', 'jinja2', 'tmpl', 'tpl', 'gotmpl', 'gotpl', 'ctmpl', 'erb'];

/** What gives processes their environment, but for JSON. */
const ENVIRONMENTS = [
  ...['yaml', 'yml'].flatMap((it) => [`**/*.${it}`, `**/*.${it}.*`]),
  ...['.env*', '*.env', '*.env.*', 'default/*', 'sysconfig/*'].map((it) => `**/${it}`),
  ...['*.sh', '*.bash', '*.zsh', '*.ksh', '.profile', '.bashrc', '.bash_profile', '.z*', '*entrypoint'].map(
    (it) => `**/${it}`,
  ),
  ...['service', 'socket', 'mount', 'swap', 'container'].flatMap((it) => [`**/*.${it}`, `**/*.${it}.*`]),
];

/**
 * The names of the files that every client selects, whatever their language is, beside documents of the languages `nginx` and `NGINX`.
 * For each file that a configuration includes under another name, the server registers dynamically.
 */
export const SELECTED_PATTERNS: readonly string[] = [
  '**/*.conf',
  ...TEMPLATE_ENDINGS.map((it) => `**/*.conf.${it}`),
  '**/nginx.tmpl',
  '**/*.nginx',
  '**/nginx/conf.d/*',
  '**/sites-available/*',
  '**/sites-enabled/*',
  '**/Dockerfile*',
  '**/*.Dockerfile',
  '**/Containerfile*',
  '**/compose*.yaml',
  '**/compose*.yml',
  '**/docker-compose*.yaml',
  '**/docker-compose*.yml',
  ...ENVIRONMENTS,
  '**/go.mod',
  '**/go.work',
  '**/*.go',
  '**/*.tf',
  '**/*.tfvars',
  '**/terragrunt.hcl',
  '**/root.hcl',
  '**/*.json',
  '**/*.template',
];

/** Request: what the listeners of a folder do, and what each grpc-go gets there. */
export const MAP_REQUEST = 'grpc-alpn/map';

/** Params of `grpc-alpn/map`. */
export interface MapParams {
  /** The URI of a workspace folder; left out: all of them. */
  readonly folder?: string;
}

/** The answer: as `grpc-alpn map --format json` prints it, but that files are named by `uri`, and configurations by theirs. */
export interface MapResult {
  readonly schema: 1;
  readonly modules: readonly MapModule<PlaceByUri>[];
  readonly listeners: readonly MapListener<PlaceByUri, string>[];
  readonly dialers: readonly MapDialer<PlaceByUri, string>[];
}

/** A place as LSP tells it. */
export interface PlaceByUri {
  readonly uri: string;
  readonly range: PositionRange;
}

/** Notification of the server, without params: what `grpc-alpn/map` answers may be something else from now on. */
export const MAP_CHANGED_NOTIFICATION = 'grpc-alpn/mapChanged';

/** Request without params: what can be probed. The answer is a list of `Endpoint`. */
export const ENDPOINTS_REQUEST = 'grpc-alpn/endpoints';

/** Something that can be probed. */
export interface Endpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly target: string;
  /** The server name to send; `null`: none; left out: the host, where it is a name. */
  readonly sni?: string | null;
  /** The listener that it leads to, if what runs is what is written; or what names it. */
  readonly uri: string;
  readonly range: PositionRange;
}

/** Request: the endpoints that are named at one place of a file. The answer is a list of `Endpoint`. */
export const ENDPOINTS_AT_REQUEST = 'grpc-alpn/endpointsAt';

/** Params of `grpc-alpn/endpointsAt`. */
export interface EndpointsAtParams {
  readonly uri: string;
  readonly position: Position;
}

/** Request: what the workspace says about targets that are going to be probed. The answer is one `TargetContext` for each, in their order. */
export const CONTEXT_REQUEST = 'grpc-alpn/context';

/** Params of `grpc-alpn/context`. */
export interface ContextParams {
  readonly targets: readonly Pick<Endpoint, 'target' | 'sni'>[];
}

/** What the workspace says of a target, and what the files said when it did. */
export interface TargetContext extends WorkspaceContext<PlaceByUri> {
  /** The files of the listeners that may answer. */
  readonly texts: readonly TextState[];
}

/** Which text a file has. */
export interface TextState {
  readonly uri: string;
  /** Stands for the text: another text has another one. */
  readonly token: string;
}

/** Notification of the client: what a probe saw. It is kept in memory and shown at the listeners that it concerns, until their files change. */
export const OBSERVED_NOTIFICATION = 'grpc-alpn/observed';

/** Params of `grpc-alpn/observed`. */
export interface ObservedParams {
  readonly targets: readonly ObservedTarget[];
  /** The machine that the probe ran on, for people; left out: not known. */
  readonly machine?: string;
  /**
   * Those of the context, as it was when the probe began: what was seen is not told of a file whose text is another one by now, nor of one
   * that is not among them. Left out: it is told of all.
   */
  readonly texts?: readonly TextState[];
}

/** Request: what raising grpc-go would break. */
export const PRE_UPGRADE_REQUEST = 'grpc-alpn/preUpgradeCheck';

/** Params of `grpc-alpn/preUpgradeCheck`. */
export interface PreUpgradeParams {
  /** The URI of the go.mod of the only module that is raised; left out: all modules of all folders are. */
  readonly module?: string;
  /** The grpc-go to reckon with, `v1.67.0`; left out: the release to raise to. */
  readonly version?: string;
  /** The URI of the folder that addresses which begin with `/` start from, where the answer is shown; left out: places are linked by their URIs. */
  readonly linkRoot?: string;
}

/** The answer to `grpc-alpn/preUpgradeCheck`. `null`: nothing is checked, there is no such module, or the version is none. */
export interface PreUpgradeResult {
  /** The grpc-go that was reckoned with; of several folders the first one's. */
  readonly version: string;
  /** How many connections would break. */
  readonly breaks: number;
  /** The report. */
  readonly markdown: string;
}

/** The client's command that shows this report. Its one argument is `PreUpgradeParams` without `linkRoot`. */
export const PRE_UPGRADE_COMMAND = 'grpcAlpn.preUpgradeCheck';

/** Notification of the server: what it does and what came of it. Sent whenever it becomes another one. */
export const STATUS_NOTIFICATION = 'grpc-alpn/status';

/** Params of `grpc-alpn/status`. */
export interface Status {
  /** `checking`: some folder is being read as a whole. */
  readonly state: 'checking' | 'ready';
  readonly folders: readonly FolderStatus[];
  /** Rules that threw, and folders that could not be checked: findings are missing. */
  readonly failures: readonly string[];
  readonly notes: readonly StatusNote[];
}

/** One workspace folder that has been checked. */
export interface FolderStatus {
  readonly uri: string;
  readonly summary: FolderSummary;
  /** Whether load balancers, gateways or ingresses are declared in it. */
  readonly hasEdges: boolean;
}

/** What was checked in a folder, and how many findings of each severity there are. */
export interface FolderSummary {
  readonly files: number;
  readonly listeners: number;
  readonly modules: number;
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

/** Something that could not be read or understood, without being a finding. */
export interface StatusNote {
  /** The file that it is about; left out: settings. */
  readonly uri?: string;
  readonly message: string;
}
