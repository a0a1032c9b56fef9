import { describe, expect, it } from 'vitest';
import { canonicalHost, readSocketAddress } from '../../../core/domains/nginx/address.ts';
import { selectByName } from '../../../core/domains/nginx/serverName.ts';

/** Servers of one socket: their names, the default one marked with a star in front. */
function chosen(servers: readonly string[], name: string | undefined): number | undefined {
  const named = servers.map((it, index) => ({
    index,
    isDefault: it.startsWith('!'),
    serverNames: it.replace(/^!/, '').split(' ').filter(Boolean),
  }));
  return selectByName(named, name)?.index;
}

describe('the server that a name selects', () => {
  it.each<[what: string, servers: string[], name: string | undefined, index: number]>([
    ['no name: the default', ['a.example', '!b.example'], undefined, 1],
    ['no name, none is marked: the first', ['a.example', 'b.example'], undefined, 0],
    ['an unknown name: the default', ['a.example', '!b.example'], 'c.example', 1],
    ['an exact name', ['!a.example', 'b.example'], 'b.example', 1],
    ['capitals on both sides', ['!a.example', 'B.Example'], 'b.EXAMPLE', 1],
    ['a dot at the end', ['!a.example', 'b.example'], 'b.example.', 1],
    ['exact before a wildcard', ['!x', '*.example', 'b.example'], 'b.example', 2],
    ['a wildcard takes several labels', ['!x', '*.example'], 'a.b.example', 1],
    ['a wildcard does not take the bare name', ['!x', '*.example'], 'example', 0],
    ['a dot in front takes the bare name, too', ['!x', '.example'], 'example', 1],
    ['the longest wildcard in front', ['!x', '*.example', '*.b.example'], 'a.b.example', 2],
    ['in front before behind', ['!x', 'mail.*', '*.example'], 'mail.example', 2],
    ['the longest wildcard behind', ['!x', 'mail.*', 'mail.example.*'], 'mail.example.org', 2],
    ['a wildcard behind does not take the bare name', ['!x', 'mail.*'], 'mail', 0],
    ['names before expressions', ['!x', '~^b', 'b.example'], 'b.example', 2],
    ['the first expression that matches', ['!x', '~^c', '~b', '~^b'], 'b.example', 2],
    ['an expression without capitals sees small letters', ['!x', '~^b\\.example$'], 'B.EXAMPLE', 1],
    ['an expression with capitals compares without case', ['!x', '~^B\\.example$'], 'b.example', 1],
    ['of a name that is there twice the first', ['!x', 'b.example', 'b.example'], 'b.example', 1],
    ['a dot in front is refused where the bare name is taken', ['!x', 'example', '.example'], 'a.example', 0],
    ['an asterisk inside is no name', ['!x', 'a*.example'], 'ab.example', 0],
    ['one server alone answers for all', ['b.example'], 'c.example', 0],
    ['a name that nginx takes for none', ['!x', '~.'], 'a..b', 0],
  ])('%s', (_, servers, name, index) => {
    expect(chosen(servers, name)).toBe(index);
  });

  it('is not told where an expression decides that needs looking around', () => {
    expect(chosen(['!x', '~^(?!api)'], 'b.example')).toBeUndefined();
    expect(chosen(['!x', '~^(?!api)', 'b.example'], 'b.example')).toBe(2);
  });
});

describe('addresses', () => {
  it.each([
    ['127.0.0.1:8443', '127.0.0.1', 8443],
    ['[::1]:443', '[::1]', 443],
    ['[0:0:0:0:0:0:0:1]:443', '[::1]', 443],
    ['LocalHost:50051', 'localhost', 50051],
    ['unix:/run/a.sock', 'unix:/run/a.sock', undefined],
    ['unix:/run/a.sock:', 'unix:/run/a.sock', undefined],
    ['backend', 'backend', undefined],
    ['backend:http', 'backend', undefined],
  ])('%s', (text, host, port) => {
    expect(readSocketAddress(text)).toEqual({ host, port });
  });

  it.each([
    ['0.0.0.0', '*'],
    ['*', '*'],
    ['[::]', '[::]'],
    ['[0:0::0]', '[::]'],
    ['[2001:DB8:0:0:1:0:0:1]', '[2001:db8::1:0:0:1]'],
    ['[1:2:3]', '[1:2:3]'],
    ['[::ffff:1.2.3.4]', '[::ffff:1.2.3.4]'],
  ])('%s is %s', (host, canonical) => {
    expect(canonicalHost(host)).toBe(canonical);
  });
});
