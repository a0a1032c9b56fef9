import { behaviour, type GrpcGoBehaviour } from '../core/alpn/index.ts';
import { exitCodeOf, parseServerName, probe, renderOpenMetrics, type ProbeOptions } from '../probe/index.ts';
import type { ProbeCommandOptions } from './commandLine.ts';
import { readCredentials } from './probeCredentials.ts';
import { probeJson } from './probeJson.ts';
import { progressWords } from './probeProgress.ts';
import { readProject, type Predict } from './probeProject.ts';
import { TextInTurn } from './probeText.ts';
import { readTargets } from './targetList.ts';
import { refuse, type Terminal } from './terminal.ts';

/** As a shell tells that a program was ended by SIGINT. */
const INTERRUPTED = 130;

/** `grpc-alpn probe`. Everything is read before anything is sent. */
export async function probeTargets(
  args: readonly string[],
  options: ProbeCommandOptions,
  terminal: Terminal,
  version: string,
): Promise<number> {
  try {
    const plan = await readPlan(args, options, terminal);
    if (plan.kind === 'refused') return refuse(terminal, plan.problem);
    return await run(plan, options.format, terminal, version);
  } catch (error) {
    if (!terminal.interrupted.aborted) throw error;
    terminal.error('grpc-alpn: interrupted, nothing was sent\n');
    return INTERRUPTED;
  }
}

/** What is to be done. */
interface Plan {
  readonly kind: 'plan';
  readonly probing: ProbeOptions;
  /** To be judged beside the bands. */
  readonly clients: readonly GrpcGoBehaviour[];
  readonly predict: Predict | undefined;
}

async function readPlan(
  args: readonly string[],
  options: ProbeCommandOptions,
  terminal: Terminal,
): Promise<Plan | { readonly kind: 'refused'; readonly problem: string }> {
  const { timeout, parallel, http2, grpcGo = [], project } = options;
  const name = options.sni === undefined ? undefined : parseServerName(options.sni);
  if (name?.kind === 'refused') return { kind: 'refused', problem: `--sni: ${name.message}; ${name.hint}` };
  const sni = name?.name;
  const targets = await readTargets(args, { list: options.targets, sni }, terminal);
  if (targets.kind === 'refused') return targets;
  const credentials = readCredentials(options, terminal.cwd);
  if (credentials.kind === 'refused') return credentials;
  const read = project === undefined ? undefined : await readProject(project, terminal);
  if (read?.kind === 'refused') return read;
  return {
    kind: 'plan',
    probing: {
      targets: targets.targets,
      sni,
      credentials: credentials.credentials,
      timeout: timeout * 1000,
      parallel,
      http2,
      signal: terminal.interrupted,
    },
    clients: grpcGo.map((version) => behaviour({ version, credentials: 'tls' })),
    predict: read?.predict,
  };
}

async function run(
  plan: Plan,
  format: ProbeCommandOptions['format'],
  terminal: Terminal,
  version: string,
): Promise<number> {
  const { probing, clients, predict } = plan;
  const { targets } = probing;
  const words = progressWords(targets.length);
  const text = format === 'text' ? new TextInTurn({ targets, clients, predict }, terminal) : undefined;
  let finished = 0;
  try {
    const report = await probe({
      ...probing,
      onProgress: (step) => {
        if (step.kind === 'target') {
          finished++;
          text?.add(step.target, step.report);
        }
        const line = words(step);
        if (line !== undefined) terminal.progress(line);
      },
    });
    terminal.progress('');
    if (text !== undefined) text.finish(report);
    else if (format === 'openmetrics') terminal.out(renderOpenMetrics(report, clients));
    else terminal.out(`${probeJson(report, { name: 'grpc-alpn', version }, { clients, predict })}\n`);
    return exitCodeOf(report);
  } catch (error) {
    if (!terminal.interrupted.aborted) throw error;
    terminal.progress('');
    text?.flush();
    const incomplete = text === undefined ? 'nothing is printed' : 'the report is incomplete';
    terminal.error(`grpc-alpn: interrupted, ${incomplete}: ${finished} of ${targets.length} targets were finished\n`);
    return INTERRUPTED;
  }
}
