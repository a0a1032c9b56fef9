import { goMod, grpcServer, streamServer, WITHOUT_ALPN } from '../support/configurations.ts';
import { clearScratch, writeOnDisk } from '../support/folders.ts';
import { expectHover } from '../support/hovers.ts';

describe('hover', () => {
  after(clearScratch);

  it('on the directives of a stream server: what is negotiated, why it is gRPC, which nginx', async () => {
    const lines = [
      'listen 8443 ssl;',
      'ssl_alpn h2;',
      'proxy_ssl on;',
      'proxy_ssl_alpn h2;',
      'proxy_pass 127.0.0.1:50051;',
    ];
    const uri = writeOnDisk('hover/stream/nginx.conf', streamServer(...lines));
    for (const directive of ['listen 8443', 'ssl_alpn h2', 'proxy_ssl on', 'proxy_ssl_alpn']) {
      await expectHover(uri, directive, ['grpc-go', 'h2', 'comment', '1.31.5']);
    }
  });

  it('on the directives of an http server', async () => {
    const uri = writeOnDisk('hover/http/nginx.conf', grpcServer('listen 8443 ssl;', 'http2 on;'));
    for (const directive of ['listen 8443', 'http2 on']) {
      await expectHover(uri, directive, ['grpc-go', 'h2', 'comment', '1.31.5']);
    }
    await expectHover(uri, 'grpc_pass', ['grpc://127.0.0.1:50051', 'comment', '1.31.5']);
  });

  it('on what is refused: by whom, with which words, since when', async () => {
    const uri = writeOnDisk('hover/refused/nginx.conf', WITHOUT_ALPN);
    await expectHover(uri, 'listen 8443', ['1.67', 'missing selected ALPN property']);
  });

  it('on the requirement of grpc-go', async () => {
    const uri = writeOnDisk('hover/go.mod', goMod('v1.68.1'));
    await expectHover(uri, 'v1.68.1', ['1.67', 'ALPN']);
  });
});
