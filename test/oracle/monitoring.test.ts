import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as fc from 'fast-check';
import { BANDS } from '../../core/alpn/index.ts';
import manifest from '../../package.json' with { type: 'json' };
import { renderOpenMetrics, type ProbeReport } from '../../probe/index.ts';
import { startClassServers, type ClassServer } from '../../scripts/classServers.mjs';
import { blocksOf, codeOf, readPage, ROOT, rowsOf, sectionOf } from '../docs/markdown.ts';
import { closedPort, rawServer } from '../probe/servers.ts';
import { exposedFrom, promtool, readOpenMetrics, runProgram, type Ran, type ReadFamily } from './monitoringTools.ts';

/** Made by `npm run build`, which comes before this suite in `npm test`. */
const COMMAND_LINE = path.join(ROOT, 'dist/cli.js');

const page = readPage('docs/monitoring.md');

let servers: readonly ClassServer[] = [];
let targets: Readonly<Record<'A' | 'B' | 'C' | 'dead' | 'nameless', string>>;
let metrics: string;
let families: readonly ReadFamily[];
let folder: string;

beforeAll(async () => {
  if (!existsSync(COMMAND_LINE)) throw new Error('dist/cli.js is missing. How to get it: npm run build');
  servers = await startClassServers();
  const at = (name: ClassServer['class']): string => `127.0.0.1:${servers.find((it) => it.class === name)?.port ?? 0}`;
  targets = {
    A: at('A'),
    B: at('B'),
    C: at('C'),
    dead: `127.0.0.1:${await closedPort()}`,
    nameless: 'none.invalid:443',
  };
  const { code, out } = await probe([...Object.values(targets), '--grpc-go', 'v1.72.0', '--format', 'openmetrics']);
  expect(code).toBe(1);
  metrics = out;
  families = await readOpenMetrics(metrics);
});
afterAll(async () => {
  await Promise.all(servers.map((it) => it.close()));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'monitoring-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

function probe(args: readonly string[]): Promise<Ran> {
  return runProgram([process.execPath, COMMAND_LINE, 'probe', ...args]);
}

/** The block of a language in a section of the page. */
function blockOf(section: string, language: string): string {
  const [block, ...others] = blocksOf(sectionOf(page, section)).filter((it) => it.language === language);
  if (block === undefined || others.length > 0) throw new Error(`not one ${language} in "${section}"`);
  return block.text;
}

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function samplesOf(name: string): ReadFamily['samples'] {
  return families.find((it) => it.name === name)?.samples ?? [];
}

describe('the metrics', () => {
  it('are what the page says they are', () => {
    const rows = rowsOf(sectionOf(page, 'Metrics')).map(([name = '', labels = '']) => [
      codeOf(name)[0],
      codeOf(labels),
    ]);
    const found = families.map(({ name, samples }) => [name, Object.keys(samples[0]?.[1] ?? {})]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rows));
    expect(found).toHaveLength(rows.length);
  });

  it('are gauges with a help, and a unit where the name has one', () => {
    for (const { name, type, unit, help } of families) {
      expect({ name, type, unit }).toEqual({ name, type: 'gauge', unit: name.endsWith('_seconds') ? 'seconds' : '' });
      expect(help.length).toBeGreaterThan(10);
    }
  });

  it('tell the class of each address, and which names do not resolve', () => {
    const classes = samplesOf('grpc_alpn_class').map(([, labels]) => [labels['target'], labels['class']]);
    expect(classes).toEqual([
      [targets.A, 'A'],
      [targets.B, 'B'],
      [targets.C, 'C'],
      [targets.dead, 'unreachable'],
    ]);
    const resolved = samplesOf('grpc_alpn_resolved').map(([, labels, value]) => [labels['target'], value]);
    expect(resolved).toEqual(Object.values(targets).map((target) => [target, target === targets.nameless ? 0 : 1]));
  });

  it('have the bands that the page names, and the version that was asked for', () => {
    const ofB = samplesOf('grpc_alpn_works').filter(([, labels]) => labels['target'] === targets.B);
    expect(ofB.map(([, labels, value]) => [labels['grpc_go'], value])).toEqual([
      ['<1.65', 1],
      ['1.65-1.66', 1],
      ['1.67', 0],
      ['1.68-1.69', 0],
      ['>=1.70', 0],
      ['v1.72.0', 0],
    ]);
    expect(codeOf(sectionOf(page, 'Metrics'))).toEqual(expect.arrayContaining([...BANDS]));
  });

  it('have a class that the page explains, whatever it is', () => {
    const union = /export type ProbeClass =\n([^;]*);/.exec(readPage('probe/address/classify.ts'))?.[1] ?? '';
    const classes = [...union.matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, name = '']) => name);
    expect(classes.length).toBeGreaterThan(8);
    const explained = /^The classes: [^]*?\n\n/m.exec(page)?.[0] ?? '';
    expect(
      codeOf(explained)
        .filter((it) => !it.startsWith('--'))
        .toSorted(),
    ).toEqual(['A', 'B', 'C', 'D', ...classes].toSorted());
  });

  it('keep whatever stands in a label', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 300, seed: 6 });
    const each = [...new Set(['a\\b', '"', '\n', '\\n', '# EOF', '}', ' ', '\r\n', ...texts])];
    const report: ProbeReport = {
      ...{ schema: 1, engine: '', machine: { host: '', kind: null }, started: '2026-11-23T12:00:00Z', notes: [] },
      targets: each.map((sni) => ({ target: 'a.example:443', sni, addresses: [], proxy: null, notes: [] })),
    };
    const read = await readOpenMetrics(renderOpenMetrics(report));
    expect(read[0]?.samples.map(([, labels]) => labels['sni'])).toEqual(each);
  });

  it('pass promtool', async () => {
    expect(await promtool(['check', 'metrics'], { input: metrics })).toEqual({ code: 0, out: '', error: '' });
  });

  it('come out of the textfile collector of node_exporter as they went in', async () => {
    written('grpc_alpn.prom', metrics);
    const exposed = await exposedFrom(folder);
    expect(exposed).toContain('\nnode_textfile_scrape_error 0\n');
    const samples = (text: string): readonly string[] =>
      text
        .split('\n')
        .filter((line) => /^grpc_alpn_(?!probe_timestamp|certificate)/.test(line))
        .map(sortedLabels)
        .sort();
    expect(samples(metrics).length).toBeGreaterThan(20);
    expect(samples(exposed)).toEqual(samples(metrics));
  });
});

/** A line of the text format with its labels in the order of their names, without empty ones, which mean nothing. */
function sortedLabels(line: string): string {
  const [, name = '', labels = '', value = ''] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
  const each = [...labels.matchAll(/\w+="[^"]*"/g)].map(([label]) => label).filter((label) => !label.endsWith('=""'));
  return `${name}{${each.sort().join(',')}} ${value}`;
}

describe('the command line as a process', () => {
  it('that is interrupted has printed what was finished, and ends with 130', async () => {
    const silent = await rawServer((socket) => void socket.resume());
    const child = spawn(process.execPath, [COMMAND_LINE, 'probe', targets.A, `127.0.0.1:${silent.port}`]);
    const ended = once(child, 'close');
    let [out, error] = ['', ''];
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    out += first.toString();
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await silent.connected;
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(out).toContain(`${targets.A} (no SNI)`);
    expect(out).not.toContain(String(silent.port));
    expect(error).toBe('grpc-alpn: interrupted, the report is incomplete: 1 of 2 targets were finished\n');
    await silent.closed;
    expect(await silent.open()).toBe(0);
  });

  it('reads a list from a pipe; is interrupted while it waits for it', async () => {
    const { code, out } = await runProgram([process.execPath, COMMAND_LINE, 'probe', '--targets', '-'], {
      input: `${targets.A}\n`,
    });
    expect(code).toBe(0);
    expect(out).toContain(targets.A);
    const waiting = spawn(process.execPath, [COMMAND_LINE, 'probe', '--targets', '-']);
    const ended = once(waiting, 'close');
    let error = '';
    waiting.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    // So much is read in pieces: once the pipe takes the last of it, the program runs.
    await new Promise<void>((resolve) => waiting.stdin.write('#'.repeat(1024 * 1024), () => resolve()));
    waiting.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(error).toBe('grpc-alpn: interrupted, nothing was sent\n');
  });

  it('whose reader is gone does not say that all is well', async () => {
    const child = spawn(process.execPath, [COMMAND_LINE, 'probe', targets.A]);
    const ended = once(child, 'close');
    child.stdout.destroy();
    expect(await ended).toEqual([141, null]);
  });
});

describe('the canary of cron', () => {
  const section = 'From cron, with Prometheus';
  const canary = (list: string, out: string): Promise<Ran> =>
    runProgram(['sh', written('grpc-alpn-canary', blockOf(section, 'sh')), list, out], {
      env: { GRPC_ALPN: COMMAND_LINE },
    });

  it('writes the metrics, all at once, and passes the exit code on', async () => {
    const out = path.join(folder, 'out');
    mkdirSync(out);
    const { code, error } = await canary(written('targets', `${targets.A}\n${targets.B}\n`), out);
    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(readdirSync(out)).toEqual(['grpc_alpn.prom']);
    const read = await readOpenMetrics(readFileSync(path.join(out, 'grpc_alpn.prom'), 'utf8'));
    expect(read.find(({ name }) => name === 'grpc_alpn_class')?.samples).toHaveLength(2);
    expect((await canary(written('targets', targets.A), out)).code).toBe(0);
  });

  it('keeps the file of the last run where there is no result', async () => {
    const out = path.join(folder, 'out');
    const file = written('out/grpc_alpn.prom', 'the last one');
    const { code, error } = await canary(written('targets', 'host:99999\n'), out);
    expect(code).toBe(2);
    expect(error).toContain('"99999" is no port');
    expect(readdirSync(out)).toEqual(['grpc_alpn.prom']);
    expect(readFileSync(file, 'utf8')).toBe('the last one');
  });

  it('is started by a line of /etc/cron.d', async () => {
    const line = blockOf(section, 'crontab').trimEnd();
    const [, command = ''] = /^\*\/5 \* \* \* \* [a-z]+ (\S.*)$/.exec(line) ?? [];
    const out = path.join(folder, 'out');
    mkdirSync(out);
    const script = written('grpc-alpn-canary', blockOf(section, 'sh'));
    const here = command
      .replace('/usr/local/bin/grpc-alpn-canary', `sh ${script}`)
      .replaceAll('/etc/grpc-alpn/targets', written('targets', targets.A))
      .replace('/var/lib/prometheus/node-exporter', out);
    const { code, error } = await runProgram(['sh', '-c', here], { env: { GRPC_ALPN: COMMAND_LINE } });
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(readdirSync(out)).toEqual(['grpc_alpn.prom']);
  });

  it('mails a report if something is wrong, and nothing else', async () => {
    const mail = (list: string): Promise<Ran> => {
      const script = blockOf('From cron, with a mail', 'sh')
        .replace('/opt/grpc-alpn/dist/cli.js', COMMAND_LINE)
        .replace('/etc/grpc-alpn/targets', written('targets', list));
      return runProgram(['sh', '-c', script]);
    };
    expect(await mail(targets.A)).toMatchObject({ out: '', error: '' });
    expect((await mail(targets.B)).out).toContain('missing selected ALPN property');
    expect((await mail('host:99999')).out).toContain('targets:1: "99999" is no port');
  });
});

describe('the alert rules', () => {
  const rules = blockOf('Alert rules', 'yaml');

  interface Rules {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations: Readonly<Record<string, string>>;
      }[];
    }[];
  }

  /** What promtool is to expect of an alert, for one set of labels. */
  function alert(name: string, labels: Readonly<Record<string, string>>, value = ''): object {
    const { groups } = parse(rules) as Rules;
    const rule = groups.flatMap((it) => it.rules).find((it) => it.alert === name);
    if (rule === undefined) throw new Error(`no alert ${name}`);
    const summary = (rule.annotations['summary'] ?? '')
      .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
      .replace(/\{\{ \$value .*?\}\}/, value);
    return { exp_labels: { ...labels, ...rule.labels }, exp_annotations: { summary } };
  }

  /** The series of the metrics as they are for two hours, a sample each minute; time begins with 0 there. */
  function series(valueOf: (name: string, value: number) => number): readonly object[] {
    return metrics
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, name = '', labels = '', value = ''] = /^(\w+)(\{.*\}) (\S+)$/.exec(line) ?? [];
        return { series: `${name}${labels}`, values: `${valueOf(name, Number(value))}+0x120` };
      });
  }

  it('pass promtool', async () => {
    const { code, out, error } = await promtool(['check', 'rules', written('rules.yml', rules)]);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toContain('5 rules found');
  });

  it('fire at what is wrong in the metrics of this machine, and at nothing else', async () => {
    const now = Date.now() / 1000;
    const at = (target: string): Readonly<Record<string, string>> => ({ target, address: '127.0.0.1' });
    const tenDays = 10 * 86400;
    const test = {
      rule_files: [written('rules.yml', rules)],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: series((name, value) =>
            name === 'grpc_alpn_certificate_expiry_timestamp_seconds'
              ? Math.round(value - now)
              : name === 'grpc_alpn_probe_timestamp_seconds'
                ? 0
                : value,
          ),
          alert_rule_test: [
            ...['GrpcAlpnNotSelected', 'GrpcAlpnRefusedByGrpcGo'].map((alertname) => ({
              eval_time: '5m',
              alertname,
              exp_alerts: [],
            })),
            {
              eval_time: '20m',
              alertname: 'GrpcAlpnNotSelected',
              exp_alerts: [
                alert('GrpcAlpnNotSelected', { ...at(targets.B), class: 'B' }),
                alert('GrpcAlpnNotSelected', { ...at(targets.C), class: 'C' }),
              ],
            },
            {
              eval_time: '20m',
              alertname: 'GrpcAlpnRefusedByGrpcGo',
              exp_alerts: [targets.B, targets.C].map((it) =>
                alert('GrpcAlpnRefusedByGrpcGo', { ...at(it), grpc_go: '>=1.70' }),
              ),
            },
            {
              eval_time: '20m',
              alertname: 'GrpcAlpnUnreachable',
              exp_alerts: [
                alert('GrpcAlpnUnreachable', { ...at(targets.dead), class: 'unreachable' }),
                alert('GrpcAlpnUnreachable', { target: targets.nameless, sni: 'none.invalid' }),
              ],
            },
            { eval_time: '2h', alertname: 'GrpcAlpnCertificateExpires', exp_alerts: [] },
            { eval_time: '50m', alertname: 'GrpcAlpnCanarySilent', exp_alerts: [] },
            {
              eval_time: '70m',
              alertname: 'GrpcAlpnCanarySilent',
              exp_alerts: samplesOf('grpc_alpn_probe_timestamp_seconds').map(([, { target = '', sni = '' }]) =>
                alert('GrpcAlpnCanarySilent', { target, ...(sni !== '' && { sni }) }),
              ),
            },
          ],
        },
        {
          interval: '1m',
          input_series: series((name, value) =>
            name === 'grpc_alpn_certificate_expiry_timestamp_seconds' ? tenDays : value,
          ),
          alert_rule_test: [
            {
              eval_time: '2h',
              alertname: 'GrpcAlpnCertificateExpires',
              exp_alerts: samplesOf('grpc_alpn_certificate_expiry_timestamp_seconds').map(([, { target = '' }]) =>
                alert('GrpcAlpnCertificateExpires', at(target), '9d 22h 0m 0s'),
              ),
            },
            { eval_time: '2h', alertname: 'GrpcAlpnCanarySilent', exp_alerts: [] },
          ],
        },
        {
          interval: '1m',
          input_series: [{ series: 'other', values: '0x120' }],
          alert_rule_test: [
            { eval_time: '20m', alertname: 'GrpcAlpnCanarySilent', exp_alerts: [alert('GrpcAlpnCanarySilent', {})] },
          ],
        },
      ],
    };
    const { code, out, error } = await promtool(['test', 'rules', written('test.yml', JSON.stringify(test))]);
    expect({ code, error }, out).toEqual({ code: 0, error: '' });
  });

  it('can be written for a single version', async () => {
    const expr = codeOf(sectionOf(page, 'Alert rules')).find((it) => it.includes('v1.72.0"}')) ?? '';
    const file = written('own.yml', JSON.stringify({ groups: [{ name: 'own', rules: [{ alert: 'Own', expr }] }] }));
    expect(await promtool(['check', 'rules', file])).toMatchObject({ code: 0 });
    expect(samplesOf('grpc_alpn_works').some(([, labels]) => labels['grpc_go'] === 'v1.72.0')).toBe(true);
  });
});

describe('the canary of CI', () => {
  interface Step {
    readonly name?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly if?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly 'working-directory'?: string;
  }
  interface Workflow {
    readonly on: { readonly schedule: readonly { readonly cron: string }[] };
    readonly jobs: { readonly probe: { readonly steps: readonly Step[]; readonly defaults: unknown } };
  }
  const workflow = parse(blockOf('In CI', 'yaml')) as Workflow;
  const { steps, defaults } = workflow.jobs.probe;

  it('builds with the scripts that there are', () => {
    const commands = steps.find(({ run = '' }) => run.startsWith('npm ci'))?.run?.split(' && ');
    expect(commands).toEqual(['npm ci', 'npm run build']);
    expect(Object.keys(manifest.scripts)).toContain('build');
    expect(workflow.on.schedule.every(({ cron }) => /^\d+ \* \* \* \*$/.test(cron))).toBe(true);
    expect(
      steps.flatMap(({ uses = [] }) => uses).every((it) => /^actions\/(?:checkout|setup-node)@v\d+$/.test(it)),
    ).toBe(true);
  });

  /** Runs what a runner would run behind the build, as GitHub does with `shell: bash`; a step behind a failure only where it says `if: always()`. */
  async function runJob(list: string): Promise<{ readonly code: number; readonly summary: string }> {
    expect(defaults).toEqual({ run: { shell: 'bash' } });
    for (const { uses, with: given } of steps)
      if (uses?.startsWith('actions/checkout@') === true) mkdirSync(path.join(folder, String(given?.['path'])));
    symlinkSync(path.join(ROOT, 'dist'), path.join(folder, 'grpc-alpn/dist'));
    written('project/deploy/grpc-targets', list);
    const summary = path.join(folder, 'summary.md');
    let failed = 0;
    for (const { run, if: condition, 'working-directory': cwd = '.' } of steps) {
      if (run === undefined || run.startsWith('npm ci') || (failed !== 0 && condition !== 'always()')) continue;
      const { code } = await runProgram(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
        cwd: path.join(folder, cwd),
        env: { GITHUB_STEP_SUMMARY: summary },
      });
      failed ||= code ?? 1;
    }
    return { code: failed, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '' };
  }

  it('is green where all is well', async () => {
    const { code, summary } = await runJob(targets.A);
    expect(code).toBe(0);
    expect(summary).toMatch(/^ {4}127\.0\.0\.1:\d+ \(no SNI\)/);
  });

  it('is red where something is wrong, and tells what', async () => {
    const { code, summary } = await runJob(`${targets.A}\n${targets.B}\n`);
    expect(code).toBe(1);
    expect(summary).toContain('missing selected ALPN property');
  });
});
