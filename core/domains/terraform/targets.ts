import { scalarOf } from './evaluate.ts';
import { namesOfOne } from '../edgeEvidence.ts';
import { targetEvidence, type NameClue } from './evidence.ts';
import { nestedIn } from './moduleFiles.ts';
import { targetAddress } from './programs.ts';
import { referred, settingsOf, type FoundTarget, type Reading } from './reading.ts';
import { blockSettings, namesOf, portOf, protocolOf, textAttribute, type Settings } from './settings.ts';
import { entryOf, locationOf, type Declaration, type ObjectValue, type TerraformFile, type Value } from './values.ts';

/** The protocol versions of an ALB's target group. */
const VERSIONS = ['HTTP1', 'HTTP2', 'GRPC'];

/** How a target group calls what it sets: a resource, or an input of the module in one of its versions. */
export interface TargetNames {
  readonly protocol: string;
  readonly port: string;
  /** Whether `protocol_version` is known there. */
  readonly hasVersion: boolean;
}

/** Names of the resource's arguments. */
const RESOURCE_NAMES: TargetNames = { protocol: 'protocol', port: 'port', hasVersion: true };

/** The target group that a value refers to; `undefined`: none of this module. */
export function targetFrom(value: Value | undefined, reading: Reading): FoundTarget | undefined {
  const to = referred(value, 'aws_lb_target_group', 'aws_alb_target_group');
  if (to?.type !== 'resource') return undefined;
  const settings = settingsOf(to, reading);
  return foundTarget(
    {
      settings,
      address: targetAddress(value) ?? to.address,
      check: checkOf(to, to.file, reading),
      label: to.labels[1],
    },
    RESOURCE_NAMES,
    reading,
  );
}

/** A target group as it is declared. */
interface DeclaredTarget {
  readonly settings: Settings;
  readonly address: string;
  /** Its health check, if it has one. */
  readonly check: Pick<Settings, 'get'> | undefined;
  /** The name that the code gives it. */
  readonly label: string | undefined;
}

/** What a target group says. */
export function foundTarget(declared: DeclaredTarget, its: TargetNames, reading: Reading): FoundTarget {
  const { settings, address, check, label } = declared;
  const version = textAttribute(settings, {
    ...{ name: 'protocol_version', values: VERSIONS, canAdd: its.hasVersion },
    near: [its.protocol, its.port, 'name', 'name_prefix'],
  });
  const protocol = protocolOf(settings.get(its.protocol));
  const isHttp = protocol === undefined || protocol === 'HTTP' || protocol === 'HTTPS';
  const port = portOf(settings.get(its.port));
  const programs = reading.programs.get(address) ?? [];
  const clues = (behind: readonly string[]): readonly NameClue[] =>
    behind.map((name) => ({ of: 'the name of what runs behind it', name }));
  const [own, common] = [programs.flatMap((it) => it.own), programs.flatMap((it) => it.common)];
  const names = namesOfOne({
    own: [...namesOf(settings, label, 'the name of the target group'), ...clues(own)],
    common: clues(common),
    isBeside: programs.some((it) => it.isBeside),
    isOther: false,
  });
  const certain = [
    ...(version.declared.kind === 'stated' && version.declared.value === 'GRPC' ? ['protocol_version is "GRPC"'] : []),
    ...certainOf(check),
  ];
  const ports = [...programs.flatMap((it) => it.port ?? []), ...(port === undefined ? [] : [port])];
  const grpc = targetEvidence({ place: settings.whole, certain, names, ports, options: reading.options });
  const target = {
    name: address,
    at: locationOf(settings.name),
    protocol,
    version: isHttp ? version : undefined,
    port,
    addresses: [],
    programs: [...new Set([...own, ...common])],
    grpc,
  };
  return { target, place: settings.whole, names };
}

/** A health check that expects a status of gRPC, or calls its health service (aws_lb_target_group, `matcher` and `path`). */
function certainOf(check: Pick<Settings, 'get'> | undefined): readonly string[] {
  const matcher = scalarOf(check?.get('matcher'));
  const path = scalarOf(check?.get('path'));
  const codes = String(matcher ?? '').split(/[-,]/);
  const isStatus = codes.every((it) => /^\d{1,2}$/.test(it));
  return [
    ...(isStatus ? [`the health check expects the gRPC status ${codes.join('-')}`] : []),
    ...(typeof path === 'string' && path.startsWith('/grpc.health.') ? ['the health check calls that of gRPC'] : []),
  ];
}

function checkOf(declaration: Declaration, file: TerraformFile, { scope }: Reading): Settings | undefined {
  const [block] = nestedIn(declaration, 'health_check');
  return block === undefined ? undefined : blockSettings(block, file, scope);
}

/** The health check of a target group that an object declares. */
export function checkIn(object: ObjectValue): Pick<Settings, 'get'> | undefined {
  const check = entryOf(object, 'health_check');
  return check?.kind === 'object' ? { get: (name) => entryOf(check, name) } : undefined;
}
