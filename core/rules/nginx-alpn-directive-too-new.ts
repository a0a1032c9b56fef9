import { alpnPlaces, spanOf } from '../domains/nginx/alpnPlaces.ts';
import { nameOf, refusalOf, type AlpnWord, type Refusal } from '../domains/nginx/alpnWords.ts';
import type { Sourced } from '../domains/facts.ts';
import { says } from '../domains/nginx/messages.ts';
import { formatNginxVersion, type NginxVersion } from '../domains/nginxVersion.ts';
import { siteFinder } from './alpnSite.ts';
import { olderSpellings } from './olderSpellings.ts';
import { refusedFinding } from './refusedFinding.ts';
import type { Rule } from './rule.ts';
import { inForce, needs, streamServers } from './streamServers.ts';

/** Reports what the version of nginx in force does not have, or has no more: it does not start. Says nothing where the version is not known. */
export const nginxAlpnDirectiveTooNew: Rule = {
  id: 'nginx-alpn-directive-too-new',
  summary: 'The nginx in force lacks this directive: it does not start',
  *check(project) {
    const siteOf = siteFinder(project);
    for (const configuration of project.configurations) {
      const { nginxVersion } = configuration;
      if (nginxVersion === undefined) continue;
      for (const { uses, ...where } of alpnPlaces(configuration.configuration, project.nginxFiles)) {
        const refusal = refusalOf(where.word, where.around, nginxVersion.value);
        if (refusal === undefined || refusal.kind === 'misplaced') continue;
        const message = `${told(where.word, refusal, nginxVersion)} ${says(refusal.says)}`;
        for (const directive of uses) {
          const at = { file: where.file.path, span: spanOf(where.word, directive) };
          yield refusedFinding(project, {
            at,
            message,
            fixes: olderSpellings(siteOf({ ...where, directive }, configuration)),
          });
        }
      }
    }
    yield* streamServers(project);
  },
};

function told(
  word: AlpnWord,
  refusal: Exclude<Refusal, { readonly kind: 'misplaced' }>,
  version: Sourced<NginxVersion>,
): string {
  const name = `\`${nameOf(word)}\``;
  if (refusal.kind === 'removed') {
    return `nginx does not start: ${name} was removed with nginx ${formatNginxVersion(refusal.until)}, and ${inForce(version)}.`;
  }
  const inStream = word.since.http !== undefined && word.since.http !== refusal.since;
  return needs(inStream ? `${name} in \`stream\`` : name, refusal.since, version);
}
