import { Command, CommanderError, Option, InvalidArgumentError } from 'commander';
import { version } from '../package.json';
import { parseGoVersion, type GoVersion } from '../core/alpn/index.ts';
import { parseNginxVersion, type NginxVersion } from '../core/domains/nginxVersion.ts';
import { check } from './check.ts';
import { explain } from './explain.ts';
import { ExitCode, type Terminal } from './terminal.ts';
import { runLanguageServer } from './languageServer.ts';
import { map } from './map.ts';
import { probeTargets } from './probe.ts';

/** Runs one command line. Resolves with the exit code; never rejects for anything that a user can do. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = ExitCode.clean;
  const exit = (result: Promise<number>): Promise<void> => result.then((it) => void (code = it));
  const program = new Command('grpc-alpn')
    .description(
      'Finds the connections that grpc-go 1.67 and newer refuses for lack of ALPN: in nginx configuration, Terraform, CloudFormation, Kubernetes manifests, go.mod and Go source, and on live endpoints.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.error(text) })
    .showHelpAfterError('(see --help)');

  program
    .command('check')
    .description('Check folders and files. Without a path: the working directory.')
    .argument('[path...]', 'a folder is a project; a file limits what is reported to itself')
    .addOption(new Option('--format <format>', 'how to print findings').choices(['text', 'json']).default('text'))
    .addOption(
      new Option('--fail-on <level>', 'the least severity that makes the exit code 1')
        .choices(['error', 'warning', 'information', 'hint'])
        .default('warning'),
    )
    .option('--nginx-version <version>', 'the version of nginx in force, for instance 1.26.3', nginxVersion)
    .option(
      '--assume-grpc-go <version>',
      'reckon with this grpc-go instead of the one that go.mod selects, for instance v1.67.0',
      goVersion,
    )
    .addOption(new Option('--fix', 'apply the single safe fix of each finding, and report what is left').default(false))
    .addOption(
      new Option('--diff', 'print what --fix would change, and change nothing')
        .default(false)
        .conflicts(['fix', 'format']),
    )
    .addHelpText(
      'after',
      '\nExit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong arguments or an unreadable path.\nWith --fix: 2 also where a file cannot be written. With --diff: 1 where something would change, else 0.',
    )
    .action((paths: string[], options: CheckOptions) => exit(check(paths, options, terminal, version)));

  program
    .command('map')
    .description('Print every listener: what it does with each offer, where it leads, and what each grpc-go gets.')
    .argument('[path...]', 'as for check')
    .addOption(
      new Option('--format <format>', 'how to print it: mermaid is a flowchart that GitHub draws')
        .choices(['text', 'json', 'mermaid'])
        .default('text'),
    )
    .option('--nginx-version <version>', 'the version of nginx in force, for instance 1.26.3', nginxVersion)
    .option('--sni <name>', 'only what answers a client that sends this server name: one listener for each socket')
    .addHelpText('after', '\nExit code: 0 printed, 2 wrong arguments or an unreadable path.')
    .action((paths: string[], options: MapOptions) => exit(map(paths, options, terminal)));

  program
    .command('probe')
    .description('Make TLS handshakes with live endpoints as grpc-go does, and say what each grpc-go will get.')
    .argument('[host:port...]', 'what to connect to; an IPv6 address stands in brackets')
    .option(
      '--targets <file>',
      'more of them, one in each line, `host:port` or `host:port sni=NAME`, comments behind #; - is standard input',
    )
    .option('--sni <name>', 'the server name to send instead of the host')
    .option('--grpc-go <version>', 'judge for this grpc-go, too, for instance v1.72.0; may be repeated', goVersions)
    .option('--project <dir>', 'tell what the files of this folder predict, beside what is seen')
    .option('--ca <file>', 'certificates to trust, in PEM; trust is reported and never decides the class')
    .option('--cert <file>', 'the client certificate, in PEM')
    .option('--key <file>', 'its private key, in PEM')
    .option('--timeout <seconds>', 'time for all handshakes with one address', seconds, 10)
    .option('--parallel <number>', 'how many addresses to probe at the same time', parallel, 32)
    .option(
      '--http2',
      'send the HTTP/2 preface and SETTINGS behind the handshake; without it nothing is sent there',
      false,
    )
    .addOption(
      new Option('--format <format>', 'how to print the result; openmetrics is for Prometheus and its like')
        .choices(['text', 'json', 'openmetrics'])
        .default('text'),
    )
    .addHelpText(
      'after',
      '\nExit code: 0 of every target an address answered, and all that answered select h2; 1 otherwise; 2 wrong arguments, nothing was sent;\n130 interrupted: text tells what was finished, other formats nothing.',
    )
    .action((targets: string[], options: ProbeCommandOptions) =>
      exit(probeTargets(targets, options, terminal, version)),
    );

  program
    .command('explain')
    .description('Say what an error text means, whose fault it is and what to do; or what a rule is about.')
    .argument('[text...]', 'the text, whole log lines, or the id of a rule; - or nothing is standard input')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExit code: 0 explained, 1 nothing known in the text, 2 wrong arguments.')
    .action((words: string[], options: ExplainOptions) => exit(explain(words, options, terminal, version)));

  program
    .command('lsp')
    .description('Run the language server.')
    .requiredOption('--stdio', 'talk over standard input and output')
    .action(() => exit(runLanguageServer()));

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // --help and --version end this way, too, with the exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.clean : ExitCode.usage;
    throw error;
  }
}

/** Options of `check`, as commander reads them. */
export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: 'error' | 'warning' | 'information' | 'hint';
  readonly nginxVersion?: NginxVersion;
  readonly assumeGrpcGo?: GoVersion;
  readonly fix: boolean;
  readonly diff: boolean;
}

/** Options of `explain`. */
export interface ExplainOptions {
  readonly format: 'text' | 'json';
}

/** Options of `map`. */
export interface MapOptions {
  readonly format: 'text' | 'json' | 'mermaid';
  readonly sni?: string;
  readonly nginxVersion?: NginxVersion;
}

/** Options of `probe`; the timeout is in seconds. */
export interface ProbeCommandOptions {
  readonly format: 'text' | 'json' | 'openmetrics';
  readonly targets?: string;
  readonly sni?: string;
  readonly grpcGo?: readonly GoVersion[];
  readonly project?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly timeout: number;
  readonly parallel: number;
  readonly http2: boolean;
}

function nginxVersion(text: string): NginxVersion {
  const value = parseNginxVersion(text);
  if (value === undefined) throw new InvalidArgumentError('A version looks like 1.26.3.');
  return value;
}

function goVersion(text: string): GoVersion {
  const value = parseGoVersion(text.startsWith('v') ? text : `v${text}`);
  if (value === undefined) throw new InvalidArgumentError('A version looks like v1.67.0.');
  return value;
}

function goVersions(text: string, before: readonly GoVersion[] = []): readonly GoVersion[] {
  return [...before, goVersion(text)];
}

/** Each address has two connections at least, and systems give a process 1024 files. */
function parallel(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 256)
    throw new InvalidArgumentError('It must be a number from 1 to 256.');
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('It must be a number above 0 and at most 3600.');
  return value;
}
