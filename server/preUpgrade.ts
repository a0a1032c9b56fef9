import { parseGoVersion } from '../core/alpn/index.ts';
import { preUpgrade, type PreUpgrade } from '../core/features/preUpgrade/preUpgrade.ts';
import { preUpgradeReport } from '../core/features/preUpgrade/report.ts';
import { reportMarkdown, type ShownPlace } from '../core/features/report.ts';
import { baseName, relativeTo, type FilePath } from '../core/text/filePath.ts';
import type { Location } from '../core/text/location.ts';
import type { Checked, Folder } from './folder.ts';
import type { Folders } from './folders.ts';
import { pathOfUri, uriOfPath } from './paths.ts';
import type { PreUpgradeParams, PreUpgradeResult } from './protocol.ts';

/** What raising grpc-go would break, as `grpc-alpn/preUpgradeCheck` answers. `undefined`: nothing is checked, or there is no such module or version. */
export function preUpgradeResult(folders: Folders, params: PreUpgradeParams): PreUpgradeResult | undefined {
  const version = params.version === undefined ? undefined : parseGoVersion(params.version);
  const only = params.module === undefined ? undefined : pathOfUri(params.module);
  const isUnread = (asked: string | undefined, read: unknown): boolean => asked !== undefined && read === undefined;
  if (isUnread(params.version, version) || isUnread(params.module, only)) return undefined;
  const found = foldersFor(folders, only).map(({ checked }) => ({
    checked,
    found: preUpgrade(checked.snapshot.project, { only, version }),
  }));
  const told = found.filter(
    ({ found: { modules, hops } }) => modules.length > 0 || (only === undefined && hops.length > 0),
  );
  const [first] = told.length > 0 || only !== undefined ? told : found;
  if (first === undefined) return undefined;
  const root = params.linkRoot === undefined ? undefined : pathOfUri(params.linkRoot);
  const reports = told.length > 1 ? told : [first];
  return {
    version: first.found.version.text,
    breaks: reports.reduce((sum, it) => sum + breaksIn(it.found), 0),
    markdown: reports
      .map((it) => markdownOf(it.found, it.checked, { root, isOneOfSeveral: reports.length > 1 }))
      .join('\n'),
  };
}

type CheckedFolder = Folder & { readonly checked: Checked };

function foldersFor(folders: Folders, only: FilePath | undefined): readonly CheckedFolder[] {
  const owner = only === undefined ? undefined : folders.ownerOf(only);
  const wanted = only === undefined ? folders.all : owner === undefined ? [] : [owner];
  return wanted.filter((it): it is CheckedFolder => it.checked !== undefined);
}

function breaksIn({ hops }: PreUpgrade): number {
  return hops.filter(({ fate, grpc }) => fate === 'breaks' && grpc?.grpc !== 'unknown').length;
}

function markdownOf(
  found: PreUpgrade,
  { snapshot, lines }: Checked,
  { root, isOneOfSeveral }: { readonly root: FilePath | undefined; readonly isOneOfSeveral: boolean },
): string {
  const report = preUpgradeReport(found);
  const title = isOneOfSeveral ? `${report.title}: ${baseName(found.folder)}` : report.title;
  const shown = (at: Location): ShownPlace => {
    const { start } = lines.rangeOf(snapshot, at);
    const href = hrefOf(at.file, root);
    const position = `#L${start.line + 1},${start.character + 1}`;
    return {
      words: `${relativeTo(found.folder, at.file)}:${start.line + 1}`,
      ...(href !== undefined && { href: `${href}${position}` }),
    };
  };
  return reportMarkdown({ ...report, title }, shown);
}

/** `undefined`: there is no way from the root to the file (another drive). */
function hrefOf(file: FilePath, root: FilePath | undefined): string | undefined {
  if (root === undefined) return uriOfPath(file);
  const [from, to] = [root, file].map((it) => it.split('/').filter((part) => part !== ''));
  if (from === undefined || to === undefined || root.startsWith('/') !== file.startsWith('/')) return undefined;
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  if (shared === 0 && !root.startsWith('/')) return undefined;
  const up = from.slice(shared).map(() => '..');
  return `/${[...up, ...to.slice(shared).map(encodeURIComponent)].join('/')}`;
}
