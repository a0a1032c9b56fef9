import { contextsOf } from '../../domains/nginx/directives.ts';
import type { Placed, Scope } from '../../domains/nginx/scope.ts';

/** Directives that replace each other: where an inner block has one of them, no outer one counts (ngx_stream_access_module.c). */
const TOGETHER: Readonly<Record<string, readonly string[]>> = { allow: ['deny'], deny: ['allow'] };

/** The directives around a server that count in it, in their order. */
export function inheritedBy(server: Scope): readonly Placed[] {
  const { parent } = server;
  if (parent === undefined) return [];
  const replaced = (name: string): boolean =>
    server.own(name) !== undefined || (TOGETHER[name] ?? []).some((it) => server.own(it) !== undefined);
  return parent.segments.flatMap(({ inclusion, directives }) =>
    directives
      .filter(({ name, block }) => block === undefined && contextsOf(name.value).includes('stream.server'))
      .filter(({ name }) => !replaced(name.value))
      .map((directive) => ({ directive, file: inclusion.file, inclusion })),
  );
}
