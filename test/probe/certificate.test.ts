import { describe, expect, it } from 'vitest';
import { certificateProblems, isClockBehind, type ProblemsInput } from '../../probe/peer/certificateProblems.ts';
import { parseDistinguishedName } from '../../probe/peer/distinguishedName.ts';
import { clockNotes } from '../../probe/peer/clock.ts';
import { probe } from '../../probe/index.ts';
import { authority, issue } from './chain.ts';
import { probeOne, target, tlsServer } from './servers.ts';

const NOW = new Date('2027-02-01T12:00:00Z');

const FINE: ProblemsInput = {
  whyNot: null,
  validFrom: '2027-01-01T00:00:00.000Z',
  validTo: '2027-12-31T00:00:00.000Z',
  now: NOW,
  identity: 'grpc.example.com',
  isNamed: true,
  hasAlternativeNames: true,
  isSelfSigned: false,
  issuer: 'Private CA',
  isAlone: false,
};

function kinds(input: Partial<ProblemsInput>): readonly string[] {
  return certificateProblems({ ...FINE, ...input }).map(({ kind }) => kind);
}

describe('what is wrong with a certificate', () => {
  it('nothing', () => {
    expect(kinds({})).toEqual([]);
  });

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
    ['self signed certificate', 'self-signed'],
    ['self-signed certificate', 'self-signed'],
    ['X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-issuer'],
    ['self signed certificate in certificate chain', 'unknown-issuer'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'unknown-issuer'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown-issuer'],
    ['unable to get local issuer certificate', 'unknown-issuer'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown-issuer'],
    ['unable to verify the first certificate', 'unknown-issuer'],
    ['CERT_REVOKED', 'other'],
    ['something new', 'other'],
  ])('%s is %s, whichever engine says it', (whyNot, kind) => {
    expect(kinds({ whyNot })).toEqual([kind]);
  });

  it('an issuer that is neither sent nor known is missing, or a private CA', () => {
    const [problem] = certificateProblems({ ...FINE, whyNot: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', isAlone: true });
    expect(problem).toEqual({
      kind: 'missing-issuer',
      text: "The server sent it alone, and the probe does not know “Private CA”, its issuer: either the server leaves an intermediate certificate out (it should send the full chain), or that is a private CA. The probe goes by the CAs that Node brings along, or by the given CA, and grpc-go by its system's store, where this one may well be.",
    });
  });

  it('time and name are told beside what an engine says, and once only', () => {
    expect(kinds({ whyNot: 'CERT_HAS_EXPIRED', validTo: '2027-01-31T00:00:00.000Z' })).toEqual(['expired']);
    expect(kinds({ whyNot: 'CERT_NOT_YET_VALID', validFrom: '2027-02-02T00:00:00.000Z' })).toEqual(['not-yet-valid']);
    expect(kinds({ whyNot: 'ERR_TLS_CERT_ALTNAME_INVALID', isNamed: false })).toEqual(['wrong-name']);
    expect(
      kinds({ whyNot: 'DEPTH_ZERO_SELF_SIGNED_CERT', validTo: '2027-01-31T00:00:00.000Z', isNamed: false }),
    ).toEqual(['self-signed', 'expired', 'wrong-name']);
  });

  it('a name that is no alternative name is none for Go', () => {
    const [problem] = certificateProblems({ ...FINE, hasAlternativeNames: false });
    expect(problem?.text).toBe(
      'It names grpc.example.com as common name only: Go looks at subject alternative names alone, and refuses it.',
    );
  });

  it('a clock from before this program is what is wrong', () => {
    const now = new Date('2020-01-01T00:00:00Z');
    expect(isClockBehind(now)).toBe(true);
    expect(isClockBehind(NOW)).toBe(false);
    const [problem] = certificateProblems({ ...FINE, now });
    expect(problem).toMatchObject({ kind: 'not-yet-valid' });
    expect(problem?.text).toMatch(
      /by the clock of this machine \(2020-01-01 00:00 UTC\).*it is the clock that is wrong/,
    );
  });
});

describe('names', () => {
  it('are read part by part', () => {
    const name = parseDistinguishedName('C=US\nO=Zscaler\\, Inc.\nOU=a\nOU=b\nCN=x=y\nnothing');
    expect([...name]).toEqual([
      ['C', ['US']],
      ['O', ['Zscaler, Inc.']],
      ['OU', ['a', 'b']],
      ['CN', ['x=y']],
    ]);
  });
});

describe('a server', () => {
  it('that sends its chain: as it was sent, and trusted with the CA', async () => {
    const root = await authority('Test Root', 'Test Organisation');
    const leaf = await issue(root, ['127.0.0.1', 'localhost']);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert + root.cert, ALPNProtocols: ['h2'] });
    const trusting = await probeOne(server.port, { credentials: { ca: root.cert } });
    expect(trusting).toMatchObject({
      class: 'A',
      certificate: {
        issuer: 'Test Root',
        trusted: true,
        whyNot: null,
        problems: [],
        chainLength: 2,
        chain: [
          {
            subject: '127.0.0.1',
            issuer: 'Test Root',
            issuerOrganisation: 'Test Organisation',
            selfSigned: false,
            key: 'EC prime256v1',
          },
          { subject: 'Test Root', issuer: 'Test Root', selfSigned: true, key: 'EC prime256v1' },
        ],
      },
    });
    expect(trusting.certificate?.daysLeft).toBeGreaterThan(300);
    const other = await probeOne(server.port);
    expect(other).toMatchObject({
      class: 'A',
      certificate: { trusted: false, problems: [{ kind: 'unknown-issuer' }] },
    });
  });

  it('that sends its own certificate alone: the issuer is missing', async () => {
    const leaf = await issue(await authority('Test Root'), ['127.0.0.1']);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert, ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({
      class: 'A',
      certificate: { chainLength: 1, problems: [{ kind: 'missing-issuer' }] },
    });
  });

  it('with an expired certificate for another name: both are told, and the class stays', async () => {
    const root = await authority('Test Root');
    const leaf = await issue(root, ['other.example'], { from: '2020-01-01', to: '2020-12-31' });
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert, ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port, { credentials: { ca: root.cert } });
    expect(address.class).toBe('A');
    expect(address.certificate?.problems.map(({ kind }) => kind)).toEqual(['expired', 'wrong-name']);
    expect(address.certificate?.problems[0]?.text).toMatch(
      /^It expired on 2020-12-31, by the clock of this machine \(/,
    );
    expect(address.certificate?.daysLeft).toBeLessThan(-1000);
  });

  it('with a certificate from the future', async () => {
    const root = await authority('Test Root');
    const leaf = await issue(root, ['127.0.0.1'], { from: '2090-01-01', to: '2091-01-01' });
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert, ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port, { credentials: { ca: root.cert } });
    expect(address.certificate?.problems.map(({ kind }) => kind)).toEqual(['not-yet-valid']);
  });

  it('with a long chain: ten are kept, all are counted', async () => {
    let newest = await authority('Authority 0');
    const chain = [newest];
    for (let i = 1; i < 12; i++) {
      newest = await authority(`Authority ${i}`, undefined, newest);
      chain.unshift(newest);
    }
    const leaf = await issue(newest, ['127.0.0.1']);
    const cert = [leaf, ...chain].map((it) => it.cert).join('');
    const server = await tlsServer({ key: leaf.key, cert, ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A', certificate: { chainLength: 13 } });
    expect(address.certificate?.chain.map(({ subject }) => subject)).toEqual([
      '127.0.0.1',
      ...Array.from({ length: 9 }, (_, i) => `Authority ${11 - i}`),
    ]);
  });

  it('with the same certificate a hundred times', async () => {
    const root = await authority('Test Root');
    const leaf = await issue(root, ['127.0.0.1']);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert + root.cert.repeat(99), ALPNProtocols: ['h2'] });
    expect(await probeOne(server.port)).toMatchObject({ class: 'A', certificate: { chainLength: 2 } });
  });

  it('with a name of 50 kB in its certificate: cut, and quick', async () => {
    const root = await authority('x'.repeat(64));
    const names = Array.from({ length: 2000 }, (_, i) => `host-${i}.example.com`);
    const leaf = await issue(root, names);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert, ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port);
    expect(address.class).toBe('A');
    expect(address.certificate?.names).toHaveLength(50);
  });
});

describe('the clock', () => {
  it('may be wrong where the certificates of several servers are out of date', async () => {
    const leaf = await issue(await authority('Test Root'), ['127.0.0.1'], { from: '2020-01-01', to: '2020-12-31' });
    const options = { key: leaf.key, cert: leaf.cert, ALPNProtocols: ['h2'] };
    const [one, two] = [await tlsServer(options), await tlsServer(options)];
    const report = await probe({ targets: [target(`127.0.0.1:${one.port}`), target(`127.0.0.1:${two.port}`)] });
    expect(report.notes).toEqual([
      expect.stringMatching(
        /^The certificates of all 2 servers are out of date by the clock of this machine \(.*\): it may be the clock/,
      ),
    ]);
    expect(clockNotes(report.targets.slice(0, 1), NOW)).toEqual([]);
    expect(clockNotes([], new Date('2020-01-01T00:00:00Z'))).toHaveLength(1);
  });

  it('is not doubted where one server has a good certificate', async () => {
    const root = await authority('Test Root');
    const old = await issue(root, ['127.0.0.1'], { from: '2020-01-01', to: '2020-12-31' });
    const young = await issue(root, ['127.0.0.1']);
    const [one, two] = [await tlsServer(old), await tlsServer(young)];
    const report = await probe({ targets: [target(`127.0.0.1:${one.port}`), target(`127.0.0.1:${two.port}`)] });
    expect(report.notes).toEqual([]);
  });
});
