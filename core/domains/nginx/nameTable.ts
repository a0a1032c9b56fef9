/** Names and what they lead to, as nginx keeps them (ngx_hash_add_key): of a name that is there twice the first counts. */
export interface NameTable<Target> {
  readonly exact: ReadonlyMap<string, Target>;
  /** By what stands behind `*.` or `.`; `bare`: whether that itself fits, too. */
  readonly head: ReadonlyMap<string, { readonly target: Target; readonly bare: boolean }>;
  /** By what stands before `.*`. */
  readonly tail: ReadonlyMap<string, Target>;
}

/**
 * Makes the table of some names.
 * @param options.wildcards whether `*.example.com`, `.example.com` and `www.*` are more than names (server names, a `map` with `hostnames`)
 */
export function nameTable<Target>(
  entries: Iterable<readonly [name: string, target: Target]>,
  options: { readonly wildcards: boolean },
): NameTable<Target> {
  const exact = new Map<string, Target>();
  const head = new Map<string, { readonly target: Target; readonly bare: boolean }>();
  const tail = new Map<string, Target>();
  // `.example.com` takes `example.com`, too, and is refused where that is taken.
  const bare = new Set<string>();
  for (const [written, target] of entries) {
    const name = written.toLowerCase();
    if (!options.wildcards) {
      if (!exact.has(name)) exact.set(name, target);
    } else if (name.startsWith('.')) {
      const rest = name.slice(1);
      if (!isPlain(rest) || exact.has(rest) || bare.has(rest)) continue;
      bare.add(rest);
      if (!head.has(rest)) head.set(rest, { target, bare: true });
    } else if (name.startsWith('*.')) {
      const rest = name.slice(2);
      if (isPlain(rest) && !head.has(rest)) head.set(rest, { target, bare: false });
    } else if (name.endsWith('.*')) {
      const rest = name.slice(0, -2);
      if (isPlain(rest) && !tail.has(rest)) tail.set(rest, target);
    } else if (!name.includes('*') && !exact.has(name) && !bare.has(name)) exact.set(name, target);
  }
  return { exact, head, tail };
}

/** Whether a name has no further asterisk: nginx ignores those that do. */
function isPlain(name: string): boolean {
  return name !== '' && !name.includes('*');
}

/** What a name in lower case leads to (ngx_hash_find_combined): exact, the longest wildcard in front, the longest one behind. */
export function lookUp<Target>({ exact, head, tail }: NameTable<Target>, name: string): Target | undefined {
  const found = exact.get(name);
  return found !== undefined ? found : (byHead(head, name) ?? byTail(tail, name));
}

function byHead<Target>(head: NameTable<Target>['head'], name: string): Target | undefined {
  const own = head.get(name);
  if (own?.bare === true) return own.target;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const found = head.get(name.slice(dot + 1));
    if (found !== undefined) return found.target;
  }
  return undefined;
}

function byTail<Target>(tail: NameTable<Target>['tail'], name: string): Target | undefined {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const found = tail.get(name.slice(0, dot));
    if (found !== undefined) return found;
  }
  return undefined;
}
