import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'fixtures');

/** The configuration files of the folder `fixtures`: each is accepted by nginx, but for the two that say why not. */
export const fixtures: readonly { readonly name: string; readonly text: string; readonly refused: boolean }[] =
  readdirSync(folder)
    .filter((name) => name.endsWith('.conf'))
    .sort()
    .map((name) => ({
      name,
      text: readFileSync(join(folder, name), 'utf8'),
      // A byte order mark, and a module that Debian's nginx has not.
      refused: name === 'bom.conf' || name === 'lua.conf',
    }));
