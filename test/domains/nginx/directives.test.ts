import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTEXTS } from '../../../core/domains/nginx/directives.gen.ts';
import {
  contextInside,
  contextsIn,
  contextsOf,
  holdsEntries,
  holdsLua,
  isKnownDirective,
  isWordOf,
  knowledgeOf,
  maskOf,
  refusesMore,
} from '../../../core/domains/nginx/directives.ts';

/** All directives of nginx 1.31.5, from the ngx_command_t tables of its source: name, contexts, contexts with a block, most arguments (99 = any number). */
const source = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/directives-1.31.json'), 'utf8'),
) as readonly (readonly [name: string, contexts: string, blocks: string, most: number])[];

const words = (text: string): readonly string[] =>
  text === 'any' ? CONTEXTS : text.split(' ').filter((it) => it !== '');

/** What the reference says otherwise than the source, by names; each is about directives or contexts that only NGINX Plus has. */
const ONLY_IN_REFERENCE: Readonly<Record<string, readonly string[]>> = {
  proxy: ['mgmt'],
  resolver: ['mgmt'],
  ssl_crl: ['http.oidc_provider', 'mgmt'],
  ssl_trusted_certificate: ['http.acme_issuer', 'http.oidc_provider', 'mgmt'],
};

/** In nginx, `set` and its kin say "server if" and "location if"; the reference says "if" for both. */
const IN_ANY_IF = ['break', 'if', 'return', 'rewrite', 'rewrite_log', 'set', 'uninitialized_variable_warn'];

describe('the generated table against the source of nginx 1.31.5', () => {
  it('knows every directive', () => {
    expect(source.length).toBeGreaterThan(600);
    expect(source.map(([name]) => name).filter((name) => !isKnownDirective(name))).toEqual([]);
  });

  it('knows every context', () => {
    const missing = source.flatMap(([name, contexts]) => {
      const known: readonly string[] = contextsOf(name);
      return words(contexts)
        .filter((context) => !known.includes(context))
        .map((context) => `${name} ${context}`);
    });
    expect(missing).toEqual([]);
  });

  it('knows no others but those listed', () => {
    const others = source.flatMap(([name, contexts]) => {
      const allowed = [...words(contexts), ...(ONLY_IN_REFERENCE[name] ?? [])];
      return contextsOf(name)
        .filter((context) => !allowed.includes(context))
        .filter((context) => !(IN_ANY_IF.includes(name) && context.endsWith('.if')))
        .map((context) => `${name} ${context}`);
    });
    expect(others).toEqual([]);
  });

  it('knows which open a block, and where', () => {
    const table = source.map(([name]) => [name, contextsIn(knowledgeOf(name)?.blocks ?? 0).join(' ')]);
    const expected = source.map(([name, , blocks]) => [name, [...words(blocks)].sort(byOrder).join(' ')]);
    expect(table).toEqual(expected);
  });

  it('never allows fewer arguments than nginx', () => {
    // Of those that nginx checks one by one, the reference shows how many there can be.
    const counted = source.filter(([name]) => !refusesMore(name, 0));
    expect(counted.filter(([name, , , most]) => (knowledgeOf(name)?.most ?? 0) < most)).toEqual([]);
  });
});

function byOrder(a: string, b: string): number {
  return CONTEXTS.findIndex((it) => it === a) - CONTEXTS.findIndex((it) => it === b);
}

describe('directives', () => {
  it('are nginx’s own, or unknown', () => {
    expect(isKnownDirective('ssl_alpn')).toBe(true);
    expect(isKnownDirective('proxy_ssl_alpn')).toBe(true);
    expect(isKnownDirective('Listen')).toBe(false);
    expect(isKnownDirective('content_by_lua_block')).toBe(false);
    expect(contextsOf('nonsense')).toEqual([]);
    expect(contextsOf('toString')).toEqual([]);
  });

  it('say where they stand', () => {
    expect(contextsOf('ssl_alpn')).toEqual(['stream', 'stream.server']);
    expect(contextsOf('grpc_pass')).toEqual(['http.location', 'http.location.if']);
    expect(contextsOf('http2')).toEqual(['http', 'http.server']);
    expect(contextsOf('include')).toEqual([...CONTEXTS]);
  });

  it('share words with others', () => {
    expect(isWordOf('listen', 'ssl')).toBe(true);
    expect(isWordOf('listen', 'proxy_pass')).toBe(false);
    expect(isWordOf('nonsense', 'ssl')).toBe(false);
  });

  it('refuse what they do not know', () => {
    expect(refusesMore('root', 1)).toBe(false);
    expect(refusesMore('root', 2)).toBe(true);
    expect(refusesMore('server_name', 1000)).toBe(false);
    expect(refusesMore('listen', 2)).toBe(true);
    expect(refusesMore('nonsense', 1000)).toBe(false);
  });
});

describe('blocks', () => {
  it('make a context', () => {
    expect(contextInside('server', maskOf('stream'))).toBe(maskOf('stream.server'));
    expect(contextInside('server', maskOf('http', 'stream'))).toBe(maskOf('http.server', 'stream.server'));
    expect(contextInside('if', maskOf('http.location'))).toBe(maskOf('http.location.if'));
    expect(contextInside('location', maskOf('stream'))).toBe(maskOf('http.location'));
    expect(contextInside('rtmp', maskOf('main'))).toBeUndefined();
    expect(contextInside('constructor', maskOf('main'))).toBeUndefined();
  });

  it('hold directives, entries or Lua', () => {
    expect(['types', 'map', 'geo', 'split_clients', 'charset_map'].filter((it) => !holdsEntries(it))).toEqual([]);
    expect(holdsEntries('server')).toBe(false);
    expect(holdsLua('set_by_lua_block')).toBe(true);
    expect(holdsLua('set_by_lua')).toBe(false);
  });
});
