import { spawn } from 'node:child_process';
import { findMonitoring, PYTHON_PATH } from '../../scripts/monitoring.mjs';
import { freePort } from './ports.ts';
import { startProgram } from './program.ts';

/** What a program printed, and its exit code. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs a program to its end. */
export async function runProgram(
  command: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<Ran> {
  const [program, ...args] = command;
  const { cwd, env = {}, input = '' } = options;
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, out, error };
}

/** A metric as the parser of Prometheus' client library for Python reads it. */
export interface ReadFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly (readonly [name: string, labels: Readonly<Record<string, string>>, value: number])[];
}

const READ = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
print(json.dumps([
    {"name": it.name, "type": it.type, "unit": it.unit, "help": it.documentation,
     "samples": [[sample.name, sample.labels, sample.value] for sample in it.samples]}
    for it in text_string_to_metric_families(sys.stdin.read())
]))
`;

/** Reads OpenMetrics; rejects what the reference parser rejects. */
export async function readOpenMetrics(text: string): Promise<readonly ReadFamily[]> {
  const { code, out, error } = await runProgram(['python3', '-c', READ], {
    input: text,
    env: { PYTHONPATH: PYTHON_PATH },
  });
  if (code !== 0) throw new Error(error);
  return JSON.parse(out) as readonly ReadFamily[];
}

/** Runs promtool. */
export function promtool(args: readonly string[], options: Parameters<typeof runProgram>[1] = {}): Promise<Ran> {
  return runProgram([findMonitoring('promtool'), ...args], options);
}

/** What node_exporter exposes that reads a folder by its textfile collector, and nothing else. */
export async function exposedFrom(folder: string): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const exporter = startProgram([
    findMonitoring('node_exporter'),
    '--collector.disable-defaults',
    '--collector.textfile',
    `--collector.textfile.directory=${folder}`,
    `--web.listen-address=${address}`,
  ]);
  try {
    await new Promise<void>((resolve, reject) => {
      exporter.onSaid(() => {
        if (/TLS is disabled/i.test(exporter.log())) resolve();
      });
      exporter.ended.then(() => reject(new Error(exporter.log())), reject);
    });
    return await (await fetch(`http://${address}/metrics`)).text();
  } finally {
    await exporter.stop();
  }
}
