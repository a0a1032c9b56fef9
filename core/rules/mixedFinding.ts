import type { GoModule, GrpcGoSelection } from '../domains/facts.ts';
import { locationOf } from '../domains/goSource/facts.ts';
import type { Meeting } from '../project/meetings.ts';
import { baseName, folderOf } from '../text/filePath.ts';
import { shortened } from './related.ts';
import type { Finding, Related } from './rule.ts';

/** A meeting of two modules of which one checks ALPN, and what is to be said of it. */
export interface MixedMeeting {
  readonly meeting: Meeting;
  readonly client: GrpcGoSelection;
  readonly server: GrpcGoSelection;
  /** The end whose grpc-go does not check. */
  readonly older: 'client' | 'server';
  readonly result: MixedResult;
}

/**
 * Who refuses: now (`opted-out`: unless its check is switched off, which may be), as soon as the older one is raised to the version of the
 * other, or nobody. `never`: it has never worked. `error`: what the client prints.
 */
export type MixedResult =
  | { readonly kind: 'refused' | 'opted-out' | 'held-back'; readonly by: 'client' | 'server'; readonly error: string }
  | { readonly kind: 'together' }
  | { readonly kind: 'never' };

/** The finding about two modules, at the version of the older one: that is the line which ends the mix. */
export function mixedFinding(mixed: MixedMeeting, others: readonly MixedMeeting[]): Finding {
  const { older, result } = mixed;
  const { at, because } = mixed[older];
  return {
    kind: { requirement: result.kind === 'refused' ? 'warning' : 'information' },
    at,
    message: `${messageFor(mixed)} (${because})`,
    evidence: undefined,
    softened: false,
    related: shortened([...related(mixed), ...others.flatMap(({ meeting }) => placesOf(meeting).slice(0, 1))]),
    fixes: [],
    copies: [],
  };
}

function messageFor({ older, result, meeting, ...grpc }: MixedMeeting): string {
  const newer = older === 'client' ? 'server' : 'client';
  const peer = `${nameOf(meeting[newer])} (grpc-go ${grpc[newer].version.text})`;
  const own = `grpc-go ${grpc[older].version.text}`;
  const target = `"${meeting.dialing.target?.text ?? ''}"${throughWords(meeting)}`;
  if (result.kind === 'together' || result.kind === 'never') {
    const who = older === 'client' ? `${peer}, which it dials as ${target},` : `${peer}, which dials it as ${target},`;
    const mix = `${own} of this module does not check ALPN, and that of ${who} does since 1.67.0.`;
    return result.kind === 'never'
      ? `${mix} Their connection fails with any grpc-go: which of them is raised first makes no difference.`
      : `${mix} They work together: h2 is offered and selected between them, whichever of them is raised first.`;
  }
  const text = `"${result.error.split('. If you upgraded')[0] ?? ''}"`;
  const optOut = result.kind === 'opted-out' ? ' (a file here may switch that check off)' : '';
  if (result.kind !== 'held-back')
    return result.by === 'client'
      ? `${peer} refuses the server of this module (${own}), which it dials as ${target}: no protocol is selected by ALPN there${optOut}. It prints ${text}; a client below 1.67.0 connects. The safe order: this server selects h2 first, then its clients are raised.`
      : `${peer} refuses the client of this module (${own}), which dials it as ${target} and offers no protocol by ALPN${optOut}. That server logs nothing by default, the client prints ${text}; a server below 1.67.0 accepts it. The safe order: this client offers h2 first, then the servers that it calls are raised.`;
  return result.by === 'client'
    ? `${own} of this module does not check ALPN: that alone keeps its connection to ${peer} working, which it dials as ${target} and where no protocol is selected. From 1.67.0 on this client refuses it and prints ${text}. The safe order: that server selects h2 first, then this module is raised.`
    : `${own} of this module does not check ALPN: that alone keeps the connection of ${peer} working, which dials it as ${target} and offers no protocol. From 1.67.0 on this server refuses it, and that client prints ${text}. The safe order: that client offers h2 first, then this module is raised.`;
}

function throughWords({ through }: Meeting): string {
  return through === undefined ? '' : ` through nginx (${baseName(through.listener.at.file)})`;
}

/** The last part of a module's path, or its folder. */
function nameOf({ path, file }: GoModule): string {
  return path ?? baseName(folderOf(file));
}

function related({ older, meeting, ...grpc }: MixedMeeting): readonly Related[] {
  const newer = older === 'client' ? 'server' : 'client';
  const { at, version, because } = grpc[newer];
  const name = nameOf(meeting[newer]);
  return [...placesOf(meeting), { at, message: `${name} builds with grpc-go ${version.text} (${because})` }];
}

function placesOf({ dialing, serving, through }: Meeting): readonly Related[] {
  return [
    { at: locationOf(dialing.at), message: `the connection is opened here, to "${dialing.target?.text ?? ''}"` },
    ...(through === undefined ? [] : [{ at: through.listener.at, message: 'nginx takes it here, and passes it on' }]),
    { at: locationOf(serving.at), message: 'it is taken here' },
  ];
}
