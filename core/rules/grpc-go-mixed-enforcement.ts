import { behaviour, type GrpcGoBehaviour } from '../alpn/index.ts';
import type { GoModule, GrpcGoSelection } from '../domains/facts.ts';
import { meetingResult, type BothEnds } from '../project/meetingResult.ts';
import { meetingsOf, type Meeting } from '../project/meetings.ts';
import { isPerhapsOptedOut } from '../project/optedOut.ts';
import type { Project } from '../project/project.ts';
import { mixedFinding, type MixedMeeting, type MixedResult } from './mixedFinding.ts';
import type { Rule } from './rule.ts';

/** Reports modules of one folder that meet, of which one has a grpc-go that checks ALPN (credentials/tls.go since 1.67.0) and the other one has not. */
export const grpcGoMixedEnforcement: Rule = {
  id: 'grpc-go-mixed-enforcement',
  summary: 'Modules that meet build with grpc-go on both sides of 1.67.0',
  *check(project) {
    const found = new Map<string, MixedMeeting[]>();
    for (const meeting of meetingsOf(project)) {
      const mixed = mixedMeeting(project, meeting);
      if (mixed === undefined) continue;
      const key = `${mixed.result.kind} ${meeting.client.file} ${meeting.server.file}`;
      const same = found.get(key);
      if (same === undefined) found.set(key, [mixed]);
      else same.push(mixed);
    }
    for (const [first, ...others] of found.values()) if (first !== undefined) yield mixedFinding(first, others);
  },
};

/** What is to be said of a meeting. `undefined`: both ends are on the same side of the line, or not enough is known. */
function mixedMeeting(project: Project, meeting: Meeting): MixedMeeting | undefined {
  const client = endOf(meeting.client);
  const server = endOf(meeting.server);
  if (client === undefined || server === undefined || client.selected.enforces === server.selected.enforces)
    return undefined;
  const older = client.selected.enforces ? 'server' : 'client';
  const result = resultOf(project, meeting, older, { client: client.selected, server: server.selected });
  return result && { meeting, client: client.grpc, server: server.grpc, older, result };
}

function resultOf(
  project: Project,
  meeting: Meeting,
  older: MixedMeeting['older'],
  ends: BothEnds,
): MixedResult | undefined {
  const now = meetingResult(project, meeting, ends);
  if (now.kind === 'refused') return isPerhapsOptedOut(project, meeting[now.by]) ? { ...now, kind: 'opted-out' } : now;
  if (now.kind === 'fails') return { kind: 'never' };
  if (now.kind !== 'works') return undefined;
  const newer = older === 'client' ? ends.server : ends.client;
  const raised = meetingResult(project, meeting, { ...ends, [older]: newer });
  switch (raised.kind) {
    case 'refused':
      return { ...raised, kind: 'held-back' };
    case 'works':
      return { kind: 'together' };
    case 'fails':
    case 'unknown':
      return undefined;
  }
}

interface End {
  readonly grpc: GrpcGoSelection;
  readonly selected: GrpcGoBehaviour;
}

/** `undefined`: which side of the line it is on is not certain. */
function endOf({ grpc }: GoModule): End | undefined {
  if (grpc === undefined || grpc.certainty === 'unknown') return undefined;
  const selected = behaviour({ version: grpc.version, credentials: 'tls' });
  return grpc.certainty === 'at-least' && !selected.enforces ? undefined : { grpc, selected };
}
