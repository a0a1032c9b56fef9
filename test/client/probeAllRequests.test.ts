import { describe, expect, it } from 'vitest';
import { allRequests, fitsQuestion } from '../../client/probeAllRequests.ts';
import { requestText } from '../../client/probeRequest.ts';
import type { Endpoint } from '../../server/protocol.ts';

function endpoint(target: string, sni?: string | null): Endpoint {
  const start = { line: 0, character: 0 };
  return { target, ...(sni !== undefined && { sni }), uri: 'file:///ws/nginx.conf', range: { start, end: start } };
}

describe('what is probed of a workspace', () => {
  it('is each endpoint once, by host and port', () => {
    const { ready, refused } = allRequests([
      endpoint('b.example:443'),
      endpoint('127.0.0.1:8443', 'b.example'),
      endpoint('a.example:9443'),
      endpoint('127.0.0.1:443', null),
      endpoint('B.example:443'),
      endpoint('a.example:443'),
      endpoint('127.0.0.1:8443'),
    ]);
    expect(refused).toEqual([]);
    expect(ready.map(({ request }) => requestText(request))).toEqual([
      '127.0.0.1:443 (no SNI)',
      '127.0.0.1:8443',
      '127.0.0.1:8443 (SNI b.example)',
      'a.example:443',
      'a.example:9443',
      'b.example:443',
    ]);
    expect(ready.map(({ target }) => target.sni)).toEqual([
      null,
      undefined,
      'b.example',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is not what cannot be probed, which is told of', () => {
    const { ready, refused } = allRequests([endpoint('a.example:99999'), endpoint('a.example:443', '10.0.0.1')]);
    expect(ready).toEqual([]);
    expect(refused).toEqual([expect.stringMatching(/^a\.example:99999: ./), expect.stringContaining('10.0.0.1')]);
  });

  it('fits into a question only where all hosts can be named in it', () => {
    const some = (count: number): ReturnType<typeof allRequests>['ready'] =>
      allRequests(Array.from({ length: count }, (_, index) => endpoint(`host${index}.example:443`))).ready;
    expect(fitsQuestion(some(20))).toBe(true);
    expect(fitsQuestion(some(21))).toBe(false);
  });
});
