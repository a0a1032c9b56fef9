import { describe, expect, it } from 'vitest';
import {
  ALPN_VARIABLES,
  alpnWordsOf,
  mayBeAlpnWord,
  nameOf,
  refusalOf,
} from '../../../core/domains/nginx/alpnWords.ts';
import { ANYWHERE, maskOf } from '../../../core/domains/nginx/directives.ts';
import { parseNginxVersion } from '../../../core/domains/nginxVersion.ts';
import { alpnWords, REFUSALS } from './alpnRefusals.ts';

describe('what nginx refuses', () => {
  it.each(REFUSALS)('$name in $context of $version: $says', ({ name, context, version, kind, says }) => {
    const word = alpnWords.find((it) => nameOf(it) === name);
    expect(word).toBeDefined();
    const refusal =
      word && refusalOf(word, maskOf(context), version === undefined ? undefined : parseNginxVersion(version));
    expect(refusal?.kind).toBe(kind);
    expect(refusal?.says).toBe(says);
  });

  it('nothing where the context is not known', () => {
    const anywhere = alpnWords.map((it) => refusalOf(it, ANYWHERE, parseNginxVersion('1.26.3'))?.kind);
    expect(anywhere.filter((it) => it === 'misplaced')).toEqual([]);
  });

  it('what no version takes, whichever version it is', () => {
    const [alpn] = alpnWordsOf('ssl_alpn') ?? [];
    expect(alpn && refusalOf(alpn, maskOf('http.server', 'http.location'), undefined)?.kind).toBe('misplaced');
    expect(alpn && refusalOf(alpn, maskOf('http.server', 'stream.server'), undefined)).toBeUndefined();
  });
});

describe('the quick look', () => {
  it('misses none of the words', () => {
    const names = alpnWords.flatMap(({ of, name, kind }) => (kind === 'variable' ? [] : [of ?? name]));
    expect(names.filter((it) => !mayBeAlpnWord(it))).toEqual([]);
  });

  it('sorts most other directives out', () => {
    const others = ['server_name', 'proxy_pass', 'root', 'location', 'server', 'proxy_set_header', 'access_log', 'set'];
    expect(others.filter(mayBeAlpnWord)).toEqual([]);
  });
});

it('variables are written with their $', () => {
  expect(ALPN_VARIABLES.filter(({ name }) => !name.startsWith('$'))).toEqual([]);
});
