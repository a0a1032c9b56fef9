import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { EdgeListener } from '../../core/domains/edges.ts';
import { checkTexts } from '../support/openWorkspace.ts';
import { SERVICE_ROWS, type ServiceRow } from './cloudProviderRows.ts';
import { askProgram, goProgram } from './goProgram.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';

/*
 * Which load balancer the cloud provider that belongs to Kubernetes makes of a Service, told by itself: k8s.io/cloud-provider-aws v1.37.1, with the fake
 * of AWS's interfaces that it has for its own tests. To build it takes minutes: what it said is kept in recorded/cloudProvider.json, and
 * `npm run oracle -- cloudProvider --long` asks it again (with `--update` behind it, it writes what is said now).
 */

/** What test/oracle/go/cloudprovider says of one Service. */
interface Report {
  readonly makes: 'classic' | 'nlb' | 'nothing' | '';
  readonly listeners: readonly {
    readonly port: number;
    readonly protocol: string;
    readonly target: string;
    readonly alpn: readonly string[] | null;
  }[];
  readonly error: string;
}

const RECORDED = fileURLToPath(new URL('./recorded/cloudProvider.json', import.meta.url));
const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

function manifestOf({ annotations }: ServiceRow): string {
  const named = Object.entries(annotations).map(([name, value]) => [PREFIX + name, value] as const);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders', namespace: 'shop', annotations: Object.fromEntries(named) },
    spec: {
      type: 'LoadBalancer',
      ports: [
        { name: 'grpc', port: 443, targetPort: 50051 },
        { name: 'web', port: 8443, targetPort: 8080 },
      ],
    },
  });
}

function isReports(value: unknown): value is Readonly<Record<string, Report>> {
  return typeof value === 'object' && value !== null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function recorded(): Readonly<Record<string, Report>> {
  const reports: unknown = JSON.parse(readFileSync(RECORDED, 'utf8'));
  if (!isReports(reports)) throw new Error('nothing is recorded');
  return reports;
}

if (process.env['GRPC_ALPN_ORACLE_LONG'] !== undefined)
  it('says what is recorded', { timeout: BUILD_TIMEOUT }, async () => {
    const said: unknown = await askProgram(await goProgram('cloudprovider'), [], SERVICE_ROWS.map(manifestOf));
    if (!isList(said)) throw new Error('no reports');
    const named = Object.fromEntries(SERVICE_ROWS.map(({ name }, i) => [name, said[i]]));
    await expect(`${JSON.stringify(named, undefined, 2)}\n`).toMatchFileSnapshot(RECORDED);
  });

it('knows no ALPN policy, whatever is annotated', () => {
  const listeners = Object.values(recorded()).flatMap((it) => it.listeners);
  expect(listeners.length).toBeGreaterThan(SERVICE_ROWS.length);
  expect(listeners.filter(({ alpn }) => alpn !== null)).toEqual([]);
});

describe.each(SERVICE_ROWS)('$name', (row) => {
  it('is read as the cloud provider reads it', async () => {
    const report = recorded()[row.name];
    if (report === undefined) throw new Error('not recorded');
    const { snapshot } = await checkTexts({ 'service.json': manifestOf(row) });
    const { edges } = snapshot.project;
    const classic = edges.filter(({ product }) => product === 'aws-classic-elb');
    const inTree = edges.filter(({ policyIgnored }) => policyIgnored !== undefined);
    // The controller of AWS may take a Service that the cloud provider would take, too: nothing is read that contradicts it.
    if (report.makes === 'nothing') expect([...classic, ...inTree]).toEqual([]);
    else if (report.makes === '') expect(classic).toEqual([]);
    else if (report.makes === 'nlb' || classic.length > 0)
      expect(edges.map(shown)).toEqual(
        report.listeners.map(({ port, protocol }) => ({ port, protocol: protocol.toUpperCase() })),
      );
    if (row.annotations['alpn-policy'] !== undefined && report.makes === 'nlb')
      expect(inTree).toHaveLength(report.listeners.filter(({ protocol }) => protocol === 'TLS').length);
  });
});

function shown({ port, protocol }: EdgeListener): object {
  return { port, protocol };
}
