import { formatNginxVersion, type NginxVersion } from '../domains/nginxVersion.ts';
import type { Location } from '../text/location.ts';
import { isKnownNotToEnforce, type Project, type ProjectListener } from '../project/project.ts';
import { clientStopgaps, serverStopgaps } from './goPeers.ts';
import { buildWords, shortened } from './related.ts';
import type { Finding, Fix } from './rule.ts';

/** A finding about a listener, with what all of them carry: evidence, linked modules, and how sure the other side is to refuse. */
export function listenerFinding(
  project: Project,
  listener: ProjectListener,
  finding: {
    readonly kind: Finding['kind'];
    readonly at: Location;
    readonly message: string;
    readonly fixes: readonly (Fix | undefined)[];
    /** Who refuses the connection. */
    readonly refusedBy: 'client' | 'server';
  },
): Finding {
  const { refusedBy, ...told } = finding;
  const stopgaps = refusedBy === 'client' ? clientStopgaps : serverStopgaps;
  return {
    ...told,
    evidence: listener.grpc,
    softened: finding.kind === 'broke-at-1.67' && isKnownNotToEnforce(project, listener, refusedBy),
    related: shortened(
      listener.modules.flatMap(({ module: { grpc } }) =>
        grpc === undefined ? [] : [{ at: grpc.at, message: buildWords(grpc) }],
      ),
    ),
    fixes: [
      ...finding.fixes.filter((it) => it !== undefined),
      ...(finding.kind === 'broke-at-1.67' ? stopgaps(project, listener) : []),
    ],
    copies: [],
  };
}

/** Whether a directive of nginx can be used, by the version in force. */
export function availability(listener: ProjectListener, since: NginxVersion): 'yes' | 'no' | 'unknown' {
  const version = listener.nginxVersion?.value;
  if (version === undefined) return 'unknown';
  return version >= since ? 'yes' : 'no';
}

/** A fix that needs a version of nginx: not there where the one in force is older, and named in the title where it is unknown. */
export function versionedFix(
  listener: ProjectListener,
  since: NginxVersion,
  fix: {
    readonly title: string;
    readonly edits: readonly (Fix['edits'][number] | undefined)[];
    readonly safe?: boolean;
  },
): Fix | undefined {
  const available = availability(listener, since);
  const edits = fix.edits.filter((it) => it !== undefined);
  if (available === 'no' || edits.length < fix.edits.length) return undefined;
  return {
    title: available === 'yes' ? fix.title : `${fix.title} (nginx >= ${formatNginxVersion(since)})`,
    safety: available === 'yes' && listener.grpc.grpc === 'yes' && (fix.safe ?? true) ? 'safe' : 'unsafe',
    edits,
  };
}
