import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One go.mod or go.work of the folder `fixtures`; those below `broken` are refused by go. */
export interface Fixture {
  readonly name: string;
  readonly kind: 'mod' | 'work';
  readonly text: string;
}

const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** All fixtures, in the order of their names. */
export const FIXTURES: readonly Fixture[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(?:mod|work)$/.test(name))
  .sort()
  .map((name) => ({
    name,
    kind: name.endsWith('.work') ? 'work' : 'mod',
    text: readFileSync(`${folder}${name}`, 'utf8'),
  }));
