import { describe, expect, it } from 'vitest';
import { ERROR_TEXTS } from '../../core/alpn/errorTexts.ts';
import { explainError, type Explanation } from '../../core/explain/index.ts';

const SHORT = 'credentials: cannot check peer: missing selected ALPN property';
const LONG = `${SHORT}. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see: https://github.com/grpc/grpc-go/issues/434`;

const CLIENT_LINE = `2026/11/23 14:02:23 WARNING: [core] [Channel #52 SubChannel #53] grpc: addrConn.createTransport failed to connect to {Addr: "10.0.0.1:443", ServerName: "orders.example.com:443", }. Err: connection error: desc = "transport: authentication handshake failed: ${LONG}"`;
const SERVER_LINE = `2026/11/23 14:02:22 INFO: [core] [Server #32] grpc: Server.Serve failed to create ServerTransport: connection error: desc = "ServerHandshake(\\"127.0.0.1:59290\\") failed: ${SHORT}"`;

function ids(text: string): readonly string[] {
  return explainError(text).explanations.map((it) => it.text.id);
}

function only(text: string): Explanation {
  const { explanations } = explainError(text);
  expect(explanations.map((it) => it.text.id)).toHaveLength(1);
  const [first] = explanations;
  if (first === undefined) throw new Error('nothing found');
  return first;
}

function addresses(text: string): readonly string[] {
  return only(text).addresses.map(({ role, address }) => `${role} ${address}`);
}

describe('whose text it is', () => {
  it.each([
    [`transport: authentication handshake failed: ${SHORT}`, 'grpc-go-client-missing-alpn', 'accepts'],
    [SERVER_LINE, 'grpc-go-server-missing-alpn', 'opens'],
    [SHORT, 'grpc-go-missing-alpn', 'open'],
    ['Cannot check peer: missing selected ALPN property.', 'grpc-core-missing-alpn', 'accepts'],
    ['remote error: tls: no application protocol', 'go-no-application-protocol', 'accepts'],
    ['error reading server preface: EOF', 'grpc-go-client-lost', 'open'],
    [
      'error reading server preface: read tcp 127.0.0.1:57398->127.0.0.1:40213: read: connection reset by peer',
      'grpc-go-client-lost',
      'open',
    ],
    ['tls: client requested unsupported application protocols (["h2"])', 'go-server-refuses-h2', 'accepts'],
    ['tls: client requested unsupported application protocols (["http/1.1" "h2"])', 'go-server-refuses-h2', 'accepts'],
    ['tls: client requested unsupported application protocols (["foo"])', 'go-server-unsupported-protocols', 'opens'],
  ])('%s', (text, id, fault) => {
    const explanation = only(text);
    expect([explanation.text.id, explanation.text.fault]).toEqual([id, fault]);
  });

  it('tells the versions by the words', () => {
    expect(only(`authentication handshake failed: ${LONG}`).versions).toEqual(['1.70 and newer']);
    expect(only(`authentication handshake failed: ${LONG.slice(0, 90)}`).versions).toEqual(['1.70 and newer']);
    expect(only(`authentication handshake failed: ${SHORT}"`).versions).toEqual([
      '1.65 to 1.69, or a newer one whose text was cut',
    ]);
  });

  it('says of C-core that stopgaps of grpc-go are not there, and of an alert 120 that they are of no use', () => {
    expect(only('Cannot check peer: missing selected ALPN property').text.stopgaps).toBe('missing');
    expect(only('remote error: tls: no application protocol').text.stopgaps).toBe('useless');
  });

  it('a ServerHandshake of another line does not make a client’s words a server’s', () => {
    const other = '2026/11/23 14:02:22 INFO: desc = "ServerHandshake(\\"127.0.0.1:59290\\") failed: EOF"\n';
    expect(ids(`${other}2026/11/23 14:02:23 WARNING: authentication handshake failed: ${SHORT}`)).toEqual([
      'grpc-go-client-missing-alpn',
    ]);
  });

  it('a server’s line explains the silence of its client', () => {
    const { explanations } = explainError(`${SERVER_LINE}\nrpc error: desc = "error reading server preface: EOF"\n`);
    expect(explanations.map((it) => it.text.id)).toEqual(['grpc-go-server-missing-alpn', 'grpc-go-client-lost']);
    expect(explanations[1]?.note).toContain('likely reason');
  });

  it('"No ALPN negotiated" behind a handshake that failed says nothing', () => {
    const failed =
      '40:error:0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert no application protocol:x.c:1:SSL alert number 120\n---\nNo ALPN negotiated\n';
    expect(ids(failed)).toEqual(['tls-no-application-protocol']);
    expect(ids('CONNECTED(00000003)\n---\nNo ALPN negotiated\n')).toEqual(['openssl-none-negotiated']);
  });

  it('innocent texts are not explained', () => {
    expect(ids('')).toEqual([]);
    expect(ids('rpc error: code = NotFound desc = no such order')).toEqual([]);
    expect(ids('error reading server preface')).toEqual([]);
    expect(ids('2026/11/23 INFO: [core] [Server #1] grpc: Server.Serve failed to create ServerTransport: EOF')).toEqual(
      [],
    );
    expect(
      ids('tls: failed to send closeNotify alert: write tcp 127.0.0.1:1->127.0.0.1:2: write: broken pipe'),
    ).toEqual([]);
  });
});

describe('alerts and handshakes that fail', () => {
  const CLIENT = 'transport: authentication handshake failed: ';
  it.each([
    [`${CLIENT}EOF`, 'grpc-go-client-handshake-lost'],
    [`${CLIENT}read tcp 10.0.0.2:40000->10.0.0.1:443: read: connection reset by peer`, 'grpc-go-client-handshake-lost'],
    [`${CLIENT}context deadline exceeded`, 'grpc-go-client-handshake-timeout'],
    [`${CLIENT}tls: failed to verify certificate: x509: certificate has expired`, 'grpc-go-client-untrusted'],
    [`${CLIENT}x509: certificate signed by unknown authority`, 'grpc-go-client-untrusted'],
    [`${CLIENT}tls: server selected unsupported protocol version 301`, 'go-unsupported-version'],
    [`${CLIENT}remote error: tls: internal error`, 'go-internal-error'],
    [`${CLIENT}remote error: tls: access denied`, 'go-access-denied'],
    [`${CLIENT}remote error: tls: protocol version not supported`, 'go-protocol-version'],
    [`${CLIENT}remote error: tls: error decoding message`, 'grpc-go-client-alert'],
    ['error reading server preface: remote error: tls: access denied', 'go-access-denied'],
  ])('a client’s: %s', (text, id) => {
    expect([only(text).text.id, only(text).text.printedBy]).toEqual([id, 'opens']);
  });

  it.each(['handshake failure', 'protocol version not supported', 'internal error', 'unknown certificate'])(
    'an alert by itself is of either side: %s',
    (alert) => {
      const { text, targets } = only(`peer=10.2.3.4:51234 remote error: tls: ${alert}`);
      expect([text.id, text.printedBy, text.fault, targets]).toEqual(['go-alert', undefined, 'open', []]);
    },
  );

  it.each([
    ['http: TLS handshake error from 10.0.0.9:48246: ', 'remote error: tls: handshake failure', 'go-server-alert'],
    [
      'http: TLS handshake error from [fd00::9]:48246: ',
      'remote error: tls: protocol version not supported',
      'go-server-alert',
    ],
    [
      'http: TLS handshake error from 10.0.0.9:48246: ',
      'tls: first record does not look like a TLS handshake',
      'go-server-not-tls',
    ],
    [
      'connection error: desc = "ServerHandshake(\\"10.0.0.9:48246\\") failed: ',
      'remote error: tls: unknown certificate authority',
      'go-server-alert',
    ],
    [
      'http: TLS handshake error from 10.0.0.9:48246: ',
      'tls: client requested unsupported application protocols (["h2"])',
      'go-server-refuses-h2',
    ],
  ])('a server’s: %s%s', (before, cause, id) => {
    const { text, addresses, targets } = only(`2026/11/23 14:02:22 ${before}${cause}`);
    expect([text.id, text.printedBy]).toEqual([id, 'accepts']);
    expect([addresses.map(({ role }) => role), targets]).toEqual([['client'], []]);
  });

  it('what only one of many lines tells to be a client’s is none to probe', () => {
    const server = `2026/11/23 14:02:22 http: TLS handshake error from 10.0.0.9:48246: EOF; then `;
    expect(only(`peer=10.0.0.9:48246 ${SHORT}`).targets).toEqual([]);
    const said = 'authentication handshake failed: EOF';
    expect(only(`${said} 10.0.0.9:48246\n${server}${said}`).targets).toEqual([]);
  });

  it('a name that somebody typed is one where the text does not tell the side', () => {
    expect(only(`./orders --target orders.example.com:8443\nremote error: tls: handshake failure`).targets).toEqual([
      { target: 'orders.example.com:8443' },
    ]);
  });

  it.each([
    'go-protocol-version',
    'go-unsupported-version',
    'go-handshake-failure',
    'go-server-tls-version',
    'go-server-ciphers',
  ])('%s has been with older versions, and did not come with 1.67.0', (id) => {
    const { since } = ERROR_TEXTS.find((it) => it.id === id) ?? {};
    expect(since).toMatch(/^It did not come with 1\.67\.0.*since 1\.60\.0/);
    expect(since).not.toContain('never');
  });
});

describe('what was offered', () => {
  const NEW = '* ALPN: server did not agree on a protocol. Uses default.\n';
  const OLD = '* ALPN, server did not agree to a protocol\n';
  it.each([
    ['h2 and http/1.1', `* ALPN: offers h2,http/1.1\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n${NEW}`],
    ['the same since 8.3', `* ALPN: curl offers h2,http/1.1\n${NEW}`],
    ['h2 before 7.86', `* ALPN, offering h2\n* ALPN, offering http/1.1\n${OLD}`],
  ])('curl, %s: class B', (_what, text) => {
    expect(only(text).text).toMatchObject({ id: 'curl-none-negotiated', class: 'B' });
  });

  it.each([
    ['http/1.1 alone', `* ALPN: offers http/1.1\n${NEW}`],
    ['http/1.1 alone behind an offer of h2', `* ALPN: offers h2,http/1.1\n* ALPN: curl offers http/1.1\n${NEW}`],
    ['http/1.1 alone before 7.86', `* ALPN, offering http/1.1\n${OLD}`],
    [
      'another connection before 7.86',
      `* ALPN, offering h2\n* Connected to b (10.0.0.1) port 443 (#1)\n* ALPN, offering http/1.1\n${OLD}`,
    ],
    ['it does not say', NEW],
  ])('curl, %s: nothing is claimed', (_what, text) => {
    const { text: known } = only(text);
    expect([known.id, known.class, known.stopgaps, known.fault]).toEqual([
      'curl-none-of-offer',
      undefined,
      'open',
      'open',
    ]);
  });

  it('openssl: nothing is claimed, least of all where no handshake came about', () => {
    const failed =
      'CONNECTED(00000003)\nwrite:errno=104\n---\nno peer certificate available\n---\nNew, (NONE), Cipher is (NONE)\nNo ALPN negotiated\n';
    expect(only(failed).text.id).toBe('openssl-no-handshake');
    const fine = 'CONNECTED(00000003)\n---\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nNo ALPN negotiated\n';
    const { text } = only(fine);
    expect([text.id, text.class, text.stopgaps]).toEqual(['openssl-none-negotiated', undefined, 'open']);
    expect(ids(`${failed}${fine}`)).toHaveLength(2);
  });

  it('Go: a server that selects unasked is of no class', () => {
    expect(only('tls: server advertised unrequested ALPN extension').text).toMatchObject({ id: 'go-unrequested' });
    expect(only('tls: server advertised unrequested ALPN extension').text.class).toBeUndefined();
  });
});

describe('however it was pasted', () => {
  const said = `rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: ${LONG}"`;
  const wrapped = (text: string, width: number, indent = ''): string =>
    (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join(`\n${indent}`);

  it.each([
    ['as it is', said],
    ['as JSON', JSON.stringify({ level: 'error', error: said })],
    ['as JSON in JSON', JSON.stringify({ log: JSON.stringify({ error: said }) })],
    ['wrapped at 80', wrapped(said, 80)],
    ['wrapped at 7 with CR LF', wrapped(said, 7).replaceAll('\n', '\r\n')],
    ['wrapped and indented', wrapped(said, 60, '        ')],
    [
      'with colours',
      said
        .split('')
        .map((it, i) => (i % 5 === 0 ? `\u001b[3${i % 8}m${it}\u001b[0m` : it))
        .join(''),
    ],
    ['with colours as JSON', JSON.stringify(`\u001b[31m${said.replace('ALPN', '\u001b[1mALPN\u001b[0m')}\u001b[0m`)],
    [
      'with a link of the terminal',
      said.replace('missing', '\u001b]8;;https://example.com\u0007missing\u001b]8;;\u0007'),
    ],
    ['with curly quotes and hidden characters', said.replaceAll('"', '”').replace('missing', 'mis\u200bsing')],
    ['with tabs and no-break spaces', said.replaceAll(' ', '\u00a0\t')],
  ])('%s', (_how, text) => {
    const { text: known, versions, spans } = only(text);
    expect(known.id).toBe('grpc-go-client-missing-alpn');
    expect(versions).toEqual(['1.70 and newer']);
    const [span] = spans;
    const quote = text.slice(span?.start, span?.end);
    expect(quote.startsWith('a') && quote.endsWith('4')).toBe(true);
  });

  it('the span is that of the text itself', () => {
    const text = `x ${SHORT} y`;
    expect(only(text).spans.map(({ start, end }) => text.slice(start, end))).toEqual([
      SHORT.replace('credentials: ', ''),
    ]);
  });

  it('many times is told once, with how often', () => {
    const explanation = only(`${CLIENT_LINE}\n`.repeat(500));
    expect(explanation.occurrences).toBe(500);
    expect(explanation.spans).toHaveLength(100);
    expect(explanation.targets).toEqual([
      { target: 'orders.example.com:443' },
      { target: '10.0.0.1:443', sni: 'orders.example.com' },
    ]);
  });
});

describe('addresses', () => {
  it('a subchannel’s address and the name that was dialled', () => {
    expect(addresses(CLIENT_LINE)).toEqual(['dialled 10.0.0.1:443']);
    expect(only(CLIENT_LINE).targets).toEqual([
      { target: 'orders.example.com:443' },
      { target: '10.0.0.1:443', sni: 'orders.example.com' },
    ]);
  });

  it('the same, wrapped in the middle of the address', () => {
    expect(only(CLIENT_LINE.replace('10.0.0.1:443', '10.0.0\n.1:4\n43')).targets[1]).toEqual({
      target: '10.0.0.1:443',
      sni: 'orders.example.com',
    });
  });

  it('the client’s port in a server’s line is never probed', () => {
    expect(addresses(SERVER_LINE)).toEqual(['client 127.0.0.1:59290']);
    expect(only(SERVER_LINE).targets).toEqual([]);
    expect(only(`listening on 10.9.8.7:50051\n${SERVER_LINE}`).targets).toEqual([]);
  });

  it.each([
    ['dial tcp 10.0.0.1:443: connect: connection refused', '10.0.0.1:443'],
    ['dial tcp4 10.0.0.1:443: connect: connection refused', '10.0.0.1:443'],
    ['dial tcp6 [fe80::1%eth0]:443: connect: no route to host', '[fe80::1%eth0]:443'],
    ['dial tcp [::1]:443: connect: connection refused', '[::1]:443'],
    ['dial tcp 46.0.0.1:443: connect: connection refused', '46.0.0.1:443'],
    ['dial tcp 10.0.0.2:40000->10.0.0.1:443: i/o timeout', '10.0.0.1:443'],
  ])('%s', (said, target) => {
    const text = `connection error: desc = "transport: Error while dialing: ${said}"`;
    expect(only(text).targets).toEqual([{ target }]);
  });

  it('a name that does not resolve, and the DNS server, are no targets', () => {
    const text = 'transport: Error while dialing: dial tcp: lookup connect.example.com on 10.0.0.53:53: no such host';
    expect(addresses(text)).toEqual(['resolver 10.0.0.53:53']);
    expect(only(text)).toMatchObject({ targets: [], names: ['connect.example.com'] });
  });

  it('of a read, the far end', () => {
    const text =
      'error reading server preface: read tcp 127.0.0.1:57398->127.0.0.1:40213: read: connection reset by peer';
    expect(addresses(text)).toEqual(['dialled 127.0.0.1:40213', 'own 127.0.0.1:57398']);
    expect(only(text).targets).toEqual([{ target: '127.0.0.1:40213' }]);
  });

  it.each([
    ['ipv4:10.0.0.1:8101: Cannot check peer: missing selected ALPN property.', '10.0.0.1:8101'],
    ['ipv6:%5B::1%5D:8101: Cannot check peer: missing selected ALPN property.', '[::1]:8101'],
  ])('of C-core: %s', (text, target) => {
    expect(only(text).targets).toEqual([{ target }]);
  });

  it('of curl, the address and the name', () => {
    const text =
      '*   Trying 10.0.0.1:8443...\n* Connected to api.example.com (10.0.0.1) port 8443 (#0)\n* ALPN: offers h2\n* ALPN: server did not agree on a protocol. Uses default.\n';
    expect(only(text).targets).toEqual([
      { target: 'api.example.com:8443' },
      { target: '10.0.0.1:8443', sni: 'api.example.com' },
    ]);
  });

  it('of nginx, the upstream where it dialled, the listener where it accepted', () => {
    const upstream =
      '2026/11/23 14:03:39 [crit] 1#1: *4 SSL_do_handshake() failed (SSL: error:0A000460:SSL routines::tlsv1 alert no application protocol:SSL alert number 120) while SSL handshaking to upstream, client: 10.1.1.1, server: api.example.com, request: "POST /x HTTP/2.0", upstream: "grpcs://10.0.0.5:50051", host: "api.example.com:8202"';
    expect(only(upstream)).toMatchObject({ targets: [{ target: '10.0.0.5:50051' }], names: ['api.example.com'] });
    const listener =
      '2026/11/23 14:03:39 [info] 1#1: *1 SSL_do_handshake() failed (SSL: error:0A0000EB:SSL routines::no application protocol) while SSL handshaking, client: 10.1.1.1, server: ';
    expect(only(`${listener}10.0.0.4:8443`).targets).toEqual([{ target: '10.0.0.4:8443' }]);
    expect(only(`${listener}0.0.0.0:8443`).targets).toEqual([]);
  });

  it('what a person typed above it counts where the program says nothing', () => {
    const error = `rpc error: desc = "transport: authentication handshake failed: ${SHORT}"`;
    expect(only(`./orders --target dns:///orders.example.com:8443\n${error}`).targets).toEqual([
      { target: 'orders.example.com:8443' },
    ]);
  });

  it.each(['clientconn.go:1538', 'at 14:02:23', 'main.go:30:5', 'v1.2:3', 'code:12', '2026-11-23T14:02:23.123:45'])(
    '%s is no address',
    (text) => {
      expect(addresses(`${text} ${SHORT}`)).toEqual([]);
    },
  );

  it('another line’s address is not taken for this one’s', () => {
    const other = '2026/11/23 14:02:20 INFO: {Addr: "10.7.7.7:1", ServerName: "x.example.com:1", } is ready\n';
    expect(only(`${other}${CLIENT_LINE}\n${other}`).targets).toHaveLength(2);
    expect(JSON.stringify(only(`${other}${CLIENT_LINE}\n${other}`).addresses)).not.toContain('10.7.7.7');
  });
});
