import { describe, expect, it } from 'vitest';
import { GRPC_GO_TLS12_SUITES, leavesNoGrpcGoSuite } from '../../core/alpn/index.ts';

describe('leavesNoGrpcGoSuite', () => {
  it.each([
    ['AES128-SHA'],
    ['AES256-SHA256:AES128-SHA256'],
    ['ECDHE-RSA-AES256-SHA384 ECDHE-RSA-AES128-SHA256'],
    ['AES128-GCM-SHA256,AES256-GCM-SHA384'],
    ['DHE-RSA-AES256-GCM-SHA384:!aNULL:@STRENGTH'],
    ['kRSA'],
    ['kRSA+AESGCM:!MD5'],
    ['ECDHE+SHA384'],
    ['3DES:RC4:+HIGH'],
    ['AES128-SHA:@SECLEVEL=0:-HIGH'],
  ])('%s: grpc-go offers none of these', (list) => {
    expect(leavesNoGrpcGoSuite(list)).toBe(true);
  });

  it.each([
    [''],
    ['!aNULL'],
    ['HIGH:!aNULL:!MD5'],
    ['HIGH:!kRSA:!kEECDH'],
    ['DEFAULT'],
    ['ALL:!ADH'],
    ['EECDH+AESGCM:EDH+AESGCM'],
    ['AES128-SHA:ECDHE'],
    ['AES128-SHA:CHACHA20'],
    ['PROFILE=SYSTEM'],
    ['[ECDHE-ECDSA-AES128-SHA|AES128-SHA]'],
    ['TLS_RSA_WITH_AES_128_CBC_SHA'],
    ['${CIPHERS}'],
    ['AES128-SHA:$ciphers'],
  ])('"%s": it may leave one', (list) => {
    expect(leavesNoGrpcGoSuite(list)).toBe(false);
  });

  it.each(GRPC_GO_TLS12_SUITES.map((suite) => [suite]))('%s is one of its own', (suite) => {
    expect(leavesNoGrpcGoSuite(`AES128-SHA:${suite}`)).toBe(false);
  });
});
