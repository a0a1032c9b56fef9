import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A stream between a connected socket and `tls.connect({ socket })` that shows every received chunk to `hear` before TLS gets it.
 * (Given a net.Socket itself, Node takes over its handle, and no byte can be seen.) Destroying either end destroys both.
 */
export function tap(socket: Socket, hear: (bytes: Uint8Array) => void): Duplex {
  const stream = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk: Uint8Array, _encoding, callback) {
      socket.write(chunk, callback);
    },
    final(callback) {
      socket.end(callback);
    },
    destroy(error, callback) {
      socket.destroy();
      callback(error);
    },
  });
  socket.on('data', (bytes: Uint8Array) => {
    hear(bytes);
    if (!stream.destroyed && !stream.push(bytes)) socket.pause();
  });
  socket.once('end', () => {
    if (!stream.destroyed) stream.push(null);
  });
  socket.once('error', (error) => stream.destroy(error));
  // TLS listens as long as it lives; an error behind its end is nobody's business.
  stream.on('error', () => undefined);
  return stream;
}
