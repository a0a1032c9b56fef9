import { describe, expect, it } from 'vitest';
import { acceptedRequest, probeChoices } from '../../client/probeChoices.ts';
import type { Endpoint } from '../../server/protocol.ts';

const at = {
  uri: 'file:///w/my%20nginx.conf',
  range: { start: { line: 11, character: 0 }, end: { line: 11, character: 3 } },
};
const endpoints: readonly Endpoint[] = [
  { target: 'grpc.example.com:443', ...at },
  { target: '127.0.0.1:443', sni: 'grpc.example.com', ...at },
];
const recent = [{ target: 'old.example:1', sni: 'x.example' }];

/** The rows as one would read them. */
function rows(typed: string, known: readonly Endpoint[] = endpoints) {
  return probeChoices({ typed, recent, endpoints: known }).map((choice) =>
    choice.kind === 'separator'
      ? `-- ${choice.label}`
      : choice.description === ''
        ? choice.label
        : `${choice.label} | ${choice.description}`,
  );
}

const LISTED = [
  '-- in this workspace',
  'grpc.example.com:443 | my nginx.conf:12',
  '127.0.0.1:443 | SNI grpc.example.com, my nginx.conf:12',
  '-- probed before',
  'old.example:1 | SNI x.example',
];

describe('probeChoices', () => {
  it('lists the endpoints of the workspace and what was probed before', () => {
    expect(rows('')).toEqual(LISTED);
    expect(rows(' ')).toEqual(LISTED);
  });

  it('has no heading without rows', () => {
    expect(probeChoices({ typed: '', recent: [], endpoints: [] })).toEqual([]);
    expect(rows('', [])).toEqual(LISTED.slice(3));
  });

  it('offers what is typed first once it names a port', () => {
    expect(rows('new.example:8443')).toEqual(['new.example:8443 | as typed', ...LISTED]);
    expect(rows('https://new.example')).toEqual([
      'new.example:443 | as typed; no port is given: 443 is taken, as grpc-go does',
      ...LISTED,
    ]);
  });

  it('offers what is typed last while it may be a search', () => {
    expect(rows('grpc')).toEqual([
      ...LISTED,
      '-- as typed',
      expect.stringMatching(/^grpc:443 \| as typed; no port is given/),
    ]);
  });

  it('says why what is typed is no endpoint', () => {
    expect(rows('host:99999')[0]).toMatch(/^No endpoint yet \| .*99999/);
    expect(probeChoices({ typed: 'host:99999', recent, endpoints })[0]?.kind).toBe('refused');
  });

  it('carries the request of each row', () => {
    const requests = probeChoices({ typed: 'a.example:1', recent, endpoints }).flatMap((choice) =>
      choice.kind === 'target' ? [choice.request] : [],
    );
    expect(requests).toEqual([
      { target: 'a.example:1' },
      { target: 'grpc.example.com:443' },
      { target: '127.0.0.1:443', sni: 'grpc.example.com' },
      { target: 'old.example:1', sni: 'x.example' },
    ]);
  });
});

describe('acceptedRequest', () => {
  const [listed] = probeChoices({ typed: '', recent: [{ target: '127.0.0.1:8443' }], endpoints: [] }).slice(1);

  it('is the marked row where it fits what is typed', () => {
    expect(acceptedRequest('8443', listed)).toEqual({ target: '127.0.0.1:8443' });
    expect(acceptedRequest('', listed)).toEqual({ target: '127.0.0.1:8443' });
  });

  it('is what is typed where the list has not followed', () => {
    expect(acceptedRequest('127.0.0.1:4318', listed)).toEqual({ target: '127.0.0.1:4318' });
    expect(acceptedRequest('new.example:443', undefined)).toEqual({ target: 'new.example:443' });
  });

  it('is nothing where nothing can be probed', () => {
    expect(acceptedRequest('new', undefined)).toBeUndefined();
    expect(acceptedRequest('host:99999', listed)).toBeUndefined();
  });
});
