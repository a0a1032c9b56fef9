import { fileName } from './fileName.ts';
import type { FolderStatus, Status } from '../server/protocol.ts';

/** What the client knows of the server. */
export type ServerState =
  | { readonly kind: 'starting' }
  /** Ended for good: it crashed too often, or it could not be started. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'running'; readonly status: Status };

/** What the status item shows. */
export interface StatusView {
  /** A codicon. */
  readonly icon: string;
  readonly words: string;
  /** Lines of plain text. */
  readonly tooltip: string;
  /** How much the item stands out. */
  readonly colour: 'none' | 'warning' | 'error';
}

/** So many notes and failures are told; the log has all. */
const MOST_LINES = 5;

/** Puts the server's state into words. */
export function statusView(state: ServerState): StatusView {
  switch (state.kind) {
    case 'starting':
      return { icon: 'sync~spin', words: 'starting', tooltip: 'The language server is starting.', colour: 'none' };
    case 'stopped':
      return {
        icon: 'error',
        words: 'not running',
        tooltip: 'The language server has stopped: nothing is checked. Click for log and restart.',
        colour: 'error',
      };
    case 'running':
      return runningView(state.status);
  }
}

function runningView(status: Status): StatusView {
  const { state, folders, failures, notes } = status;
  const lines = [
    ...folders.map((folder) => folderLine(folder, folders.length > 1)),
    ...some(failures),
    ...some(notes.map(({ uri, message }) => (uri === undefined ? message : `${fileName(uri)}: ${message}`))),
    'Click for problems, probe, log and restart.',
  ];
  const tooltip = lines.join('\n');
  if (state === 'checking') return { icon: 'sync~spin', words: 'checking', tooltip, colour: 'none' };
  if (failures.length > 0) return { icon: 'warning', words: 'findings may be missing', tooltip, colour: 'warning' };
  return { ...resultView(total(folders)), tooltip, colour: 'none' };
}

type Counts = Omit<FolderStatus['summary'], 'files'>;

function total(folders: readonly FolderStatus[]): Counts {
  const sum = (key: keyof Counts): number => folders.reduce((before, { summary }) => before + summary[key], 0);
  return {
    listeners: sum('listeners'),
    modules: sum('modules'),
    error: sum('error'),
    warning: sum('warning'),
    information: sum('information'),
    hint: sum('hint'),
  };
}

function resultView(counts: Counts): Pick<StatusView, 'icon' | 'words'> {
  const wrong = findings(counts);
  if (counts.error > 0) return { icon: 'error', words: wrong };
  if (counts.warning > 0) return { icon: 'warning', words: wrong };
  if (wrong !== '') return { icon: 'info', words: `${checked(counts)}: ${wrong}` };
  if (counts.listeners + counts.modules === 0) return { icon: 'circle-slash', words: 'nothing to check' };
  return { icon: 'pass', words: `${checked(counts)}: all fine` };
}

function folderLine({ uri, summary }: FolderStatus, named: boolean): string {
  const found = findings(summary);
  const result = `${checked(summary)} in ${number(summary.files, 'file')}: ${found === '' ? 'all fine' : found}`;
  return named ? `${fileName(uri)}: ${result}` : result;
}

function checked({ listeners, modules }: Counts): string {
  return `${number(listeners, 'listener')}, ${number(modules, 'module')}`;
}

/** Empty = there are none. */
function findings({ error, warning, information, hint }: Counts): string {
  const parts = [number(error, 'error'), number(warning, 'warning'), number(information + hint, 'remark')];
  return parts.filter((part) => !part.startsWith('0 ')).join(', ');
}

function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function some(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `and ${more} more, see the log`] : lines;
}
