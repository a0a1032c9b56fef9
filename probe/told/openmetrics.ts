import { stopsOf } from './caveats.ts';
import { verdictFor, type AddressReport, type ProbeReport, type TargetReport } from '../report.ts';
import type { GrpcGoBehaviour } from '../../core/alpn/index.ts';
import { eachOnce } from '../../core/text/eachOnce.ts';

/** One time series with its value now. */
interface Sample {
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
}

/** A gauge. */
interface Family {
  readonly name: string;
  /** The last word of the name, where that is a unit. */
  readonly unit?: 'seconds';
  /** Without quotes, backslashes and line ends: formats differ in how they write those. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

type Labels = Sample['labels'];

/**
 * The report in OpenMetrics 1.0, which the older text format of Prometheus (as node_exporter's textfile collector reads it) understands, too:
 * gauges only, and no time stamps of samples. What is not known has no sample.
 * @param clients grpc-go clients to judge beside one of each band
 */
export function renderOpenMetrics(report: ProbeReport, clients: readonly GrpcGoBehaviour[] = []): string {
  // Series must not come twice.
  const targets = eachOnce(report.targets, (target) => JSON.stringify(labelsOf(target)));
  const families = [...familiesOfTargets(targets, report.started), ...familiesOfAddresses(targets, clients)];
  return `${families.map(familyText).join('')}# EOF\n`;
}

function labelsOf({ target, sni }: TargetReport): Labels {
  return [
    ['target', target],
    ['sni', sni ?? ''],
  ];
}

function familiesOfTargets(targets: readonly TargetReport[], started: string): readonly Family[] {
  const seconds = secondsOf(started);
  return [
    {
      name: 'grpc_alpn_resolved',
      help: 'Whether the host of the target has an address.',
      samples: targets.map((it) => ({ labels: labelsOf(it), value: it.addresses.length > 0 ? 1 : 0 })),
    },
    {
      name: 'grpc_alpn_probe_timestamp_seconds',
      unit: 'seconds',
      help: 'When the probe began.',
      samples: seconds === undefined ? [] : targets.map((it) => ({ labels: labelsOf(it), value: seconds })),
    },
  ];
}

function familiesOfAddresses(targets: readonly TargetReport[], clients: readonly GrpcGoBehaviour[]): readonly Family[] {
  const samplesOf = (values: (address: AddressReport) => readonly Measured[]): readonly Sample[] =>
    targets.flatMap((target) =>
      [...target.addresses].sort(byAddress).flatMap((address) =>
        values(address).map(({ label, value }) => ({
          labels: [...labelsOf(target), ['address', address.address] as const, ...(label === undefined ? [] : [label])],
          value,
        })),
      ),
    );
  return [
    {
      name: 'grpc_alpn_class',
      help: 'What the address does with an offer of h2: its class is in the label. A is the one that every grpc-go wants.',
      samples: samplesOf((it) => [{ label: ['class', it.class], value: 1 }]),
    },
    {
      name: 'grpc_alpn_works',
      help: 'Whether clients with this grpc-go, without a stopgap, get through.',
      samples: samplesOf((it) => worksOf(it, clients)),
    },
    {
      name: 'grpc_alpn_probe_duration_seconds',
      unit: 'seconds',
      help: 'From the start of the connection to the end of the handshake that grpc-go makes.',
      samples: samplesOf(({ handshakes: [grpcGo] }) => (grpcGo === undefined ? [] : [{ value: grpcGo.ms / 1000 }])),
    },
    {
      name: 'grpc_alpn_certificate_expiry_timestamp_seconds',
      unit: 'seconds',
      help: 'When the certificate of the address expires.',
      samples: samplesOf(({ certificate }) => {
        const value = secondsOf(certificate?.validTo ?? '');
        return value === undefined ? [] : [{ value }];
      }),
    },
  ];
}

interface Measured {
  readonly label?: readonly [name: string, value: string];
  readonly value: number;
}

/** One for each client of which it is known: by its band, or by its version. */
function worksOf(address: AddressReport, clients: readonly GrpcGoBehaviour[]): readonly Measured[] {
  const judged = new Map<string, AddressReport['verdicts'][number]['result']>();
  for (const { grpcGo, result } of address.verdicts) judged.set(grpcGo, result);
  for (const client of clients) judged.set(client.version.text, verdictFor(address, client).result);
  // What was seen of certificates stops some of the clients that ALPN does not.
  const isOpen = stopsOf(address).length > 0;
  return [...judged]
    .filter(([, result]) => result === 'fails' || (result === 'works' && !isOpen))
    .map(([grpcGo, result]) => ({ label: ['grpc_go', grpcGo], value: result === 'works' ? 1 : 0 }));
}

/** Resolvers give addresses in another order each time. */
function byAddress(a: AddressReport, b: AddressReport): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

/** Seconds since 1970; `undefined` = no time that can be read. */
function secondsOf(iso: string): number | undefined {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

function familyText({ name, unit, help, samples }: Family): string {
  if (samples.length === 0) return '';
  const lines = [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    ...samples.map(({ labels, value }) => `${name}{${labels.map(labelText).join(',')}} ${value}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** OpenMetrics 1.0, section "Escaping"; the older format has the same rules for values of labels. */
function labelText([name, value]: readonly [name: string, value: string]): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${name}="${escaped}"`;
}
