import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { alertOfError } from '../../probe/wire/alertOfError.ts';
import { tlsServer } from './servers.ts';

it('the number of an error tells, whatever its words are', () => {
  const of = (message: string, code: string | null = 'EPROTO'): number | undefined => alertOfError({ code, message });
  expect(of('80AB:error:0A00045C:SSL routines:ssl3_read_bytes:some words:a.c:1601:SSL alert number 116')).toBe(116);
  expect(of('write EPROTO 140:error:10000412:SSL routines:OPENSSL_internal:OTHER WORDS:a.cc:594:')).toBe(42);
  expect(of('error:0A000438:SSL routines::certificate required', 'ERR_SSL_CERTIFICATE_REQUIRED')).toBe(80);
  // Errors of the engine itself.
  expect(of('error:0A000086:SSL routines::certificate verify failed: unknown ca')).toBeUndefined();
  expect(of('error:0A00010B:SSL routines::wrong version number')).toBeUndefined();
});

it('an engine without numbers tells by its code, and never by words alone', () => {
  const of = (code: string | null, message = ''): number | undefined => alertOfError({ code, message });
  expect(of('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).toBe(116);
  expect(of('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE')).toBe(42);
  expect(of('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR')).toBeUndefined();
  expect(of('ECONNRESET')).toBeUndefined();
  expect(of(null, 'certificate required, unknown CA, access denied')).toBeUndefined();
});

it('the engine in use gives the number', async () => {
  const server = await tlsServer({ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' });
  const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(alertOfError({ code: null, message: error.message })).toBe(116);
});
