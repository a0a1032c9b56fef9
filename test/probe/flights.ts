import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tap } from '../../probe/wire/tap.ts';
import { answering, rawServer, tlsServer } from './servers.ts';
import { alert, alpnExtension, message, record, serverHello, TLS13_EXTENSION, HELLO_RETRY_RANDOM } from './wire.ts';

/** What a real server sends in one handshake, until the client has finished it or given up. */
async function flightOf(port: number, versions: 'TLSv1.2' | 'TLSv1.3'): Promise<Buffer> {
  const heard: Buffer[] = [];
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const stream = tap(socket, (bytes) => heard.push(Buffer.from(bytes)));
  const tls = connectTls({
    socket: stream,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: false,
    minVersion: versions,
    maxVersion: versions,
  });
  await new Promise<void>((resolve) => {
    tls.once('secureConnect', resolve);
    tls.once('error', () => resolve());
  });
  tls.destroy();
  socket.destroy();
  return Buffer.concat(heard);
}

/** Flights of servers of all kinds, recorded anew, and some made by hand in the shapes of other libraries. */
export async function flights(): Promise<readonly Buffer[]> {
  const recorded: Buffer[] = [];
  const kinds = [
    { ALPNProtocols: ['h2'] },
    {},
    { ALPNProtocols: ['http/1.1'] },
    { ALPNProtocols: ['h2'], requestCert: true },
    { ALPNProtocols: ['h2'], ecdhCurve: 'P-521' },
  ];
  for (const options of kinds) {
    const { port } = await tlsServer(options);
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) recorded.push(await flightOf(port, version));
  }
  const plain = await rawServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  recorded.push(await flightOf(plain.port, 'TLSv1.3'));
  const refusing = await answering((_hello, socket) => void socket.end(alert(112)));
  recorded.push(await flightOf(refusing.port, 'TLSv1.3'));
  const split = [...serverHello({ extensions: alpnExtension('h2') })].map((byte) => record(22, [byte]));
  const retry = record(22, serverHello({ extensions: TLS13_EXTENSION, random: HELLO_RETRY_RANDOM }));
  const rest = record(22, Buffer.concat([message(11, Buffer.alloc(300, 1)), message(13, [1, 1, 0, 0])]));
  return [...recorded, Buffer.concat([...split, rest, alert(42)]), Buffer.concat([retry, record(20, [1]), retry])];
}
