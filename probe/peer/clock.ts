import { FACTS } from '../../core/alpn/index.ts';
import { isClockBehind } from './certificateProblems.ts';
import type { TargetReport } from '../report.ts';

/** Says where this machine's clock, and not the certificates, may be wrong: empty, or one sentence. */
export function clockNotes(targets: readonly TargetReport[], now: Date): readonly string[] {
  const time = now.toISOString().slice(0, 16).replace('T', ' ');
  if (isClockBehind(now))
    return [
      `The clock of this machine shows ${time} UTC, which is before this program was made (${FACTS.asOf}): what is said of the time of certificates is not to be relied upon.`,
    ];
  const servers = targets
    .map(({ addresses }) => addresses.flatMap(({ certificate }) => (certificate === null ? [] : [certificate])))
    .filter((certificates) => certificates.length > 0);
  const isUntimely = servers.every((certificates) =>
    certificates.every(({ problems }) => problems.some(({ kind }) => kind === 'expired' || kind === 'not-yet-valid')),
  );
  if (servers.length < 2 || !isUntimely) return [];
  return [
    `The certificates of all ${servers.length} servers are out of date by the clock of this machine (${time} UTC): it may be the clock that is wrong.`,
  ];
}
