import { outcomeWords } from '../observation/outcomeWords.ts';
import type { ObservedAddress, ObservedTarget } from '../observation/types.ts';
import { markdownCode, markdownText, printable } from '../text/printable.ts';
import type { Sighting, SightingAt } from './observed.ts';

/** A time, and the time that it is told at. */
interface Told {
  readonly now: Date;
}

/** What is told above a listener: `observed: class B, 13:05`. */
export function lensWords({ observed }: Sighting, told: Told): string {
  return `observed: ${classesOf(observed)}, ${clock(observed.at, told)}`;
}

/** What is told beside a finding of a listener: what was seen, where, when and from which machine. */
export function relatedWords({ sighting, candidates, comparison }: SightingAt, told: Told): string {
  const where = circumstances(sighting, told, (it) => it);
  const differs = comparison.result === 'differs' ? '; that is not what is written here' : '';
  return printable(`observed ${where}${oneOf(candidates)}: ${seenWords(sighting.observed)}${differs}`, 1000);
}

/** The same in Markdown for a hover, and whether it is what is written. */
export function hoverSection({ sighting, candidates, comparison }: SightingAt, told: Told): string {
  const { result, explanation } = comparison;
  const where = circumstances(sighting, told, markdownCode);
  const seen = `**Observed** ${where}${oneOf(candidates)}: ${markdownText(seenWords(sighting.observed), 1000)}.`;
  const verdict = {
    agrees: 'That is what is written here.',
    differs: 'That is **not** what is written here:',
    unknown: 'It cannot be compared with what is written here:',
  }[result];
  const list = explanation.map((it) => `- ${markdownText(it)}`).join('\n');
  return [`${seen} ${verdict}`, ...(list === '' ? [] : [list])].join('\n\n');
}

/** Where it is not known which listener answered. */
function oneOf(candidates: number): string {
  return candidates === 1 ? '' : `, where ${candidates} listeners of this workspace may be meant`;
}

/** Whether some address fails with grpc-go by its class: B, C or D. */
export function isFailing({ addresses }: ObservedTarget): boolean {
  return addresses.some((it) => ['B', 'C', 'D'].includes(it.class));
}

function circumstances({ observed, machine }: Sighting, told: Told, code: (text: string) => string): string {
  const { target, sni, at } = observed;
  const from = machine === undefined ? '' : ` from ${code(machine)}`;
  return `at ${clock(at, told)}${from}, ${code(target)}${nameWords(target, sni, code)}`;
}

/** The server name, where it is not what the target makes one expect. */
function nameWords(target: string, sni: string | null, code: (text: string) => string): string {
  const isAddress = target.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}:/.test(target);
  if (sni === null) return isAddress ? '' : ', without a server name';
  return target.startsWith(`${sni}:`) ? '' : `, server name ${code(sni)}`;
}

/** In words what has no letter. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['refused-name', 'server name refused'],
  ['tls-version', 'no TLS version in common'],
  ['client-certificate', 'client certificate wanted'],
  ['closes', 'connection closed'],
  ['closes-on-h2', 'connection closed where h2 is offered'],
  ['plaintext', 'no TLS'],
  ['not-tls', 'no TLS'],
  ['timeout', 'no answer in time'],
  ['unreachable', 'not reached'],
  ['skipped', 'no route'],
  ['unknown', 'not known'],
]);

function classWords(found: string): string {
  return /^[A-D]$/.test(found) ? `class ${found}` : (CLASSES.get(found) ?? printable(found, 40));
}

function classesOf({ addresses }: ObservedTarget): string {
  const classes = [...new Set(addresses.map((it) => classWords(it.class)))].sort();
  return classes.length === 0 ? 'no address' : classes.join(' and ');
}

/** Of each class what it does, and at how many addresses. */
function seenWords({ addresses }: ObservedTarget): string {
  const groups = new Map<string, number>();
  for (const address of addresses) {
    const words = addressWords(address);
    groups.set(words, (groups.get(words) ?? 0) + 1);
  }
  if (groups.size === 0) return 'the name has no address';
  const all = addresses.length;
  return [...groups]
    .map(([words, some]) => (groups.size === 1 ? words : `${words} (${some} of ${all} addresses)`))
    .join('; ');
}

function addressWords({ class: found, outcomes }: ObservedAddress): string {
  const decisive = outcomes.find(({ offer }) => offer.join() === 'h2')?.outcome;
  if (decisive === undefined || !/^[A-D]$/.test(found)) return classWords(found);
  return `${classWords(found)}: offered h2, it ${outcomeWords(decisive)}`;
}

/** The time of day, and the day where it is another one, as clocks show it where this runs. */
function clock(at: string, { now }: Told): string {
  const time = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = (it: Date): string => `${it.getFullYear()}-${two(it.getMonth() + 1)}-${two(it.getDate())}`;
  const clockTime = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return day(time) === day(now) ? clockTime : `${day(time)} ${clockTime}`;
}
