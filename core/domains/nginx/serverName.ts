import { lookUp, nameTable, type NameTable } from './nameTable.ts';
import { compilePattern } from './pattern.ts';

/** Something that server names select: one of several servers of a socket. */
export interface Named {
  /** As `server_name` has them: exact, `*.leading`, `.both`, `trailing.*`, `~regular expression`. */
  readonly serverNames: readonly string[];
  readonly isDefault: boolean;
}

/**
 * The server that nginx chooses for the name a client sends (ngx_http_find_virtual_server): exact, longest wildcard in front, longest
 * wildcard behind, first regular expression that matches, else the default. `undefined`: an expression decides that is not understood.
 * @param servers those of one socket, in their order
 * @param serverName `undefined`: none is sent
 */
export function selectByName<Server extends Named>(
  servers: readonly Server[],
  serverName: string | undefined,
): Server | undefined {
  const fallback = servers.find((it) => it.isDefault) ?? servers[0];
  // nginx builds no table of names for one server alone.
  if (serverName === undefined || servers.length < 2) return fallback;
  const name = normalised(serverName);
  if (name === undefined) return fallback;
  const { table, expressions } = namesOf(servers);
  const found = lookUp(table, name);
  if (found !== undefined) return servers[found];
  for (const [text, index] of expressions) {
    // One capital letter makes nginx compare without regard to case (ngx_http_core_server_name).
    const matches = compilePattern(text.slice(1), { ignoresCase: /[A-Z]/.test(text) });
    if (matches === undefined) return undefined;
    if (matches(name)) return servers[index];
  }
  return fallback;
}

/** The names of a socket's servers, which are told by their indexes. */
interface Names {
  readonly table: NameTable<number>;
  readonly expressions: readonly (readonly [text: string, index: number])[];
}

/** A socket with thousands of names may be asked for each of them. */
const known = new WeakMap<readonly Named[], Names>();

function namesOf(servers: readonly Named[]): Names {
  let names = known.get(servers);
  if (names === undefined) {
    const written = servers.flatMap(({ serverNames }, index) => serverNames.map((it) => [it, index] as const));
    names = {
      table: nameTable(
        written.filter(([it]) => !it.startsWith('~')),
        { wildcards: true },
      ),
      expressions: written.filter(([it]) => it.startsWith('~')),
    };
    known.set(servers, names);
  }
  return names;
}

/** The name as nginx compares it (ngx_http_validate_host). `undefined`: it takes no such name, and the default server answers. */
function normalised(name: string): string | undefined {
  if (name === '' || /[\u0000-\u0020\u007f/]|\.\./.test(name)) return undefined;
  return name.toLowerCase().replace(/\.$/, '');
}
