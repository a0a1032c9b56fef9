import type { Offer, Outcome } from '../core/alpn/index.ts';
import type { Sighting } from '../core/features/observed.ts';
import type { ObservedAddress, ObservedTarget, OfferOutcome } from '../core/observation/types.ts';
import type { FilePath } from '../core/text/filePath.ts';
import { pathOfUri } from './paths.ts';

/** So much of what a client sends is kept: more than any probe sees. */
const MOST_TARGETS = 1000;
const MOST_ADDRESSES = 64;
const MOST_OUTCOMES = 16;
const LONGEST = 300;

/**
 * What a client tells that a probe saw. What is not as the protocol has it is left out.
 * @param params of `grpc-alpn/observed`
 */
export function readObserved(params: unknown): readonly Sighting[] {
  const targets = listIn(params, 'targets').slice(0, MOST_TARGETS);
  const machine = textIn(params, 'machine');
  return targets.flatMap((it) => {
    const observed = readTarget(it);
    return observed === undefined ? [] : { observed, machine };
  });
}

/**
 * The texts that the probe was begun with, as tokens by file.
 * @param params of `grpc-alpn/observed`
 * @returns `undefined` = the client tells of none
 */
export function readTexts(params: unknown): ReadonlyMap<FilePath, string> | undefined {
  if (!Array.isArray(field(params, 'texts'))) return undefined;
  return new Map(
    listIn(params, 'texts').flatMap((it) => {
      const [uri, token] = [field(it, 'uri'), textIn(it, 'token')];
      const path = typeof uri === 'string' ? pathOfUri(uri) : undefined;
      return path === undefined || token === undefined ? [] : [[path, token] as const];
    }),
  );
}

function readTarget(value: unknown): ObservedTarget | undefined {
  const [target, at, sni] = [textIn(value, 'target'), textIn(value, 'at'), field(value, 'sni')];
  if (target === undefined || at === undefined || Number.isNaN(Date.parse(at))) return undefined;
  const addresses = listIn(value, 'addresses').slice(0, MOST_ADDRESSES);
  return {
    target,
    sni: typeof sni === 'string' ? sni.slice(0, LONGEST) : null,
    at,
    addresses: addresses.flatMap((it) => readAddress(it) ?? []),
  };
}

function readAddress(value: unknown): ObservedAddress | undefined {
  const [address, found] = [textIn(value, 'address'), textIn(value, 'class')];
  if (address === undefined || found === undefined) return undefined;
  const outcomes = listIn(value, 'outcomes').slice(0, MOST_OUTCOMES);
  const [product, inspection] = [textIn(value, 'product'), textIn(value, 'inspection')];
  return {
    address,
    class: found,
    outcomes: outcomes.flatMap((it) => readOfferOutcome(it) ?? []),
    ...(product !== undefined && { product }),
    ...(inspection !== undefined && { inspection }),
  };
}

function readOfferOutcome(value: unknown): OfferOutcome | undefined {
  const outcome = readOutcome(field(value, 'outcome'));
  return outcome && { offer: readOffer(listIn(value, 'offer')), outcome };
}

function readOffer(names: readonly unknown[]): Offer {
  return names.slice(0, MOST_OUTCOMES).flatMap((it) => (typeof it === 'string' ? it.slice(0, LONGEST) : []));
}

function readOutcome(value: unknown): Outcome | undefined {
  const kind = field(value, 'kind');
  switch (kind) {
    case 'selected':
    case 'unoffered': {
      const protocol = textIn(value, 'protocol');
      return protocol === undefined ? undefined : { kind, protocol };
    }
    case 'refused': {
      const alert = field(value, 'alert');
      return typeof alert === 'number' ? { kind, alert } : undefined;
    }
    case 'none':
    case 'relayed':
    case 'plaintext':
      return { kind };
    case 'unknown':
      return { kind, because: textIn(value, 'because') ?? '' };
    default:
      return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const text = field(value, name);
  return typeof text === 'string' ? text.slice(0, LONGEST) : undefined;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}
