import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerName, parseTarget } from '../../probe/index.ts';
import { hostPort, sniOf } from '../../probe/target.ts';
import { target } from './servers.ts';

describe('targets that are understood', () => {
  it.each([
    ['host:443', 'host', 443, 'host'],
    ['  grpc.example.com:8443 ', 'grpc.example.com', 8443, 'grpc.example.com'],
    ['GRPC.Example.COM:1', 'grpc.example.com', 1, 'grpc.example.com'],
    ['example.com.:443', 'example.com.', 443, 'example.com'],
    ['my_service:65535', 'my_service', 65535, 'my_service'],
    ['127.0.0.1:50051', '127.0.0.1', 50051, undefined],
    ['[::1]:443', '::1', 443, undefined],
    ['[2001:db8::1]:8443', '2001:db8::1', 8443, undefined],
    ['[fe80::1%eth0]:443', 'fe80::1%eth0', 443, undefined],
    ['[fe80::1%25eth0]:443', 'fe80::1%eth0', 443, undefined],
    ['dns:///[fe80::1%25eth0]:443', 'fe80::1%eth0', 443, undefined],
    ['https://host:8443', 'host', 8443, 'host'],
    ['https://host:8443/', 'host', 8443, 'host'],
    ['grpcs://host:8443', 'host', 8443, 'host'],
    ['dns:host:8443', 'host', 8443, 'host'],
    ['dns:///host:8443', 'host', 8443, 'host'],
    ['DNS:///host:8443', 'host', 8443, 'host'],
    ['passthrough:///host:8443', 'host', 8443, 'host'],
    ['ipv4:127.0.0.1:8443', '127.0.0.1', 8443, undefined],
    ['ipv6:[::1]:8443', '::1', 8443, undefined],
    ['dns:53', 'dns', 53, 'dns'],
  ])('%s', (text, host, port, sni) => {
    const parsed = target(text);
    expect(parsed).toMatchObject({ host, port, notes: [] });
    expect(sniOf(parsed)).toBe(sni);
  });

  it.each([
    ['host', 'host', 443, /no port is given: 443/],
    ['dns:///host', 'host', 443, /no port is given: 443/],
    ['::1', '::1', 443, /no port is given: 443/],
    ['::1:443', '::1:443', 443, /no port is given: 443/],
    ['[::1]', '::1', 443, /no port is given: 443/],
    ['https://host/path', 'host', 443, /what follows the host is left out/],
    ['https://host:8443?x=1', 'host', 8443, /what follows the host is left out/],
    ['grpc://host:8443', 'host', 8443, /nothing about TLS/],
    ['dns://8.8.8.8/host:8443', 'host', 8443, /own DNS server is not asked/],
    ['münchen.example:443', 'xn--mnchen-3ya.example', 443, /its target has to be xn--mnchen-3ya\.example/],
    [':50051', 'localhost', 50051, /localhost is taken/],
    ['dns:///:50051', 'localhost', 50051, /localhost is taken/],
  ])('%s, with a note', (text, host, port, note) => {
    const parsed = target(text);
    expect(parsed).toMatchObject({ host, port });
    expect(parsed.notes.join('\n')).toMatch(note);
  });
});

describe('targets that are refused, with words and a hint', () => {
  it.each([
    ['', /no target/],
    ['   ', /no target/],
    ['host:99999', /"99999" is no port/],
    ['host:0', /"0" is no port/],
    ['host:-1', /"-1" is no port/],
    ['host:https', /"https" is no port/],
    ['host:', /port .* is missing/],
    [':', /host is missing/],
    ['https://', /host is missing/],
    ['http://host/path', /without TLS/],
    ['ftp://host', /scheme "ftp" is not known/],
    ['unix:///run/x.sock', /local socket/],
    ['unix:/run/x.sock', /local socket/],
    ['xds:///service', /xDS/],
    ['ipv4:1.2.3.4:443,5.6.7.8:443', /several addresses/],
    ['2001:db8:0:0:0:0:0:1:443', /more than one colon/],
    ['[::1:443', /more than one colon/],
    ['[host]:443', /no IPv6 address/],
    ['*.example.com:443', /pattern/],
    ['~^(www)\\.example$:443', /no host name/],
    ['a b:443', /blanks/],
    ['a\u0000b:443', /cannot be seen/],
    ['a\u202eb:443', /cannot be seen/],
    ['1.2.3:443', /no complete IPv4/],
    ['0x7f.1:443', /no complete IPv4/],
    ['a..b:443', /no host name/],
    ['-a:443', /no host name/],
    [`${'a'.repeat(64)}:443`, /no host name/],
    ['a%41:443', /no host name/],
    ['x'.repeat(3000), /too long/],
  ])('%j', (text, words) => {
    const parsed = parseTarget(text);
    expect(parsed.kind).toBe('refused');
    if (parsed.kind === 'refused') {
      expect(parsed.message).toMatch(words);
      expect(parsed.hint).not.toBe('');
    }
  });

  it.each([
    'https://user:secret@host:443/',
    'https://user:sec/secret@host:443/',
    'https://user:sec#secret@host:443/',
    'http://user:secret@host:80',
    'dns:///user:secret@host:443',
    'dns://user:secret@8.8.8.8/host:443',
    'passthrough:///user:secret@h',
    'xds://user:secret@host/service',
    'unix:///user:secret@host',
    'ftp://user:secret@host',
    'user:secret@host:443',
    'user:secret and blanks@host:443',
    'ipv4:user:secret@1.2.3.4:1,1.2.3.4:2',
  ])('a password is not repeated: %s', (text) => {
    for (const parsed of [parseTarget(text), parseServerName(text)]) {
      expect(parsed.kind === 'refused' && parsed.message).toMatch(/contains an @/);
      expect(JSON.stringify(parsed)).not.toMatch(/sec|user/);
    }
  });

  it('whatever is typed: a usable target, or words that can be shown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.ipV6(), fc.domain()), (text) => {
        const parsed = parseTarget(text);
        const shown = parsed.kind === 'target' ? parsed.target.text : parsed.message;
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        if (parsed.kind === 'target') {
          const { host, port } = parsed.target;
          expect(parseTarget(hostPort(host, port))).toMatchObject({
            kind: 'target',
            target: { host, port, notes: [] },
          });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('names for SNI', () => {
  it('are DNS names', () => {
    expect(parseServerName('Grpc.Example.com.')).toEqual({ kind: 'name', name: 'grpc.example.com' });
    expect(parseServerName('bücher.example')).toEqual({ kind: 'name', name: 'xn--bcher-kva.example' });
  });

  it.each([
    ['', /no server name/],
    ['127.0.0.1', /IP address/],
    ['[::1]', /IP address/],
    ['host:443', /no DNS name/],
    ['*.example.com', /pattern/],
    ['a b', /no host name/],
  ])('%j is refused', (text, words) => {
    const parsed = parseServerName(text);
    expect(parsed.kind === 'refused' && parsed.message).toMatch(words);
  });
});
