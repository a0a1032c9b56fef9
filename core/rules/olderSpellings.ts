import { nameOf } from '../domains/nginx/alpnWords.ts';
import { addToListens, removal, saysOn, siteFix, type AlpnSite } from './alpnSite.ts';
import { removeArgument } from './edits.ts';
import type { ProjectListener } from '../project/project.ts';
import type { Fix } from './rule.ts';

/** What the nginx in force takes instead of a word that it lacks, where it does the same. */
export function olderSpellings(site: AlpnSite): readonly (Fix | undefined)[] {
  const { word, directive } = site.place;
  // What counts for several servers, one server's `listen` does not say.
  if (site.server === undefined || site.blocks.at(-1) !== site.server || site.listeners.length === 0) return [];
  switch (nameOf(word)) {
    case 'http2':
      return [saysOn(directive) ? inListens(site, 'http2') : switchedOff(site, 'http2')];
    case 'ssl':
      return [saysOn(directive) ? inListens(site, 'ssl') : switchedOff(site, 'ssl')];
    case 'listen … default_server':
      return [site.isAlone() ? withoutDefault(site) : undefined];
    default:
      return [];
  }
}

function withoutDefault(site: AlpnSite): Fix | undefined {
  const { file, directive } = site.place;
  return siteFix(site, {
    title: 'Remove `default_server`: there is no other server to choose from',
    edits: [removeArgument(file, { directive, file: file.path }, 'default_server')],
  });
}

function switchedOff(site: AlpnSite, name: string): Fix | undefined {
  // Around it something else may switch it on.
  if (site.listeners[0]?.server.scope.parent?.effective(name) !== undefined) return undefined;
  return siteFix(site, { title: `Remove \`${name} off;\`: this nginx has no such switch`, edits: [removal(site)] });
}

function hasCertificate({ server }: ProjectListener): boolean {
  return server.scope.effective('ssl_certificate') !== undefined;
}

function inListens(site: AlpnSite, name: 'http2' | 'ssl'): Fix | undefined {
  const isMeant = name === 'http2' && site.listeners.some(({ tls }) => tls === 'terminated');
  const edits = addToListens(site, name, ({ ssl }) => !isMeant || ssl);
  if (edits === undefined) return undefined;
  return siteFix(site, {
    title: edits.length > 0 ? `Write \`listen … ${name}\` instead` : `Remove \`${name}\`: \`listen\` says it`,
    edits: [...edits, removal(site)],
    // A `listen … ssl` without a certificate nginx refuses; in plain text, `listen … http2` takes nothing but HTTP/2.
    safe: name === 'ssl' ? site.listeners.every(hasCertificate) : isMeant,
  });
}
