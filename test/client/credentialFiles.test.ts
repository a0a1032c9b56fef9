import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCredentialFiles, type CredentialSettings, type Places } from '../../client/credentialFiles.ts';
import { authority, issue, type Pair } from '../probe/chain.ts';

let root: string;
let places: Places;
let pair: Pair;
let other: Pair;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'grpc-alpn-credentials-'));
  places = {
    home: path.join(root, 'home'),
    folders: [{ name: 'app', path: path.join(root, 'app') }],
  };
  const ca = await authority('Test Root');
  [pair, other] = [await issue(ca, ['client']), await issue(ca, ['other'])];
  const encrypted = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
  }).privateKey;
  const files = {
    'home/ca.pem': ca.cert,
    'app/client.pem': pair.cert,
    'app/client.key': pair.key,
    'app/other.key': other.key,
    'app/encrypted.key': encrypted,
    'app/old.key':
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAA==\n-----END RSA PRIVATE KEY-----\n',
    'app/broken.pem': '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
    'app/text.pem': 'no certificate, but secret words',
    'app/large.pem': ' '.repeat(1024 * 1024 + 1),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Why settings are refused; the folder of the test is not part of it. */
async function refusal(settings: CredentialSettings, where: Places = places): Promise<string> {
  const read = await readCredentialFiles(settings, where);
  return read.kind === 'refused' ? read.message.replaceAll(root, 'ROOT') : 'read';
}

describe('files of certificates', () => {
  it('none is set', async () => {
    const nothing = { kind: 'read', credentials: {}, files: {} };
    expect(await readCredentialFiles({}, places)).toEqual(nothing);
    expect(await readCredentialFiles({ ca: '', clientCertificate: '', clientKey: '' }, places)).toEqual(nothing);
  });

  it('are found at home, in the folder, and where they are', async () => {
    const settings = {
      ca: '~/ca.pem',
      clientCertificate: '${workspaceFolder}/client.pem',
      clientKey: path.join(root, 'app', 'client.key'),
    };
    expect(await readCredentialFiles(settings, places)).toMatchObject({
      kind: 'read',
      credentials: { cert: pair.cert, key: pair.key },
      files: { ca: path.join(root, 'home', 'ca.pem'), cert: path.join(root, 'app', 'client.pem') },
    });
    expect(await refusal({ ca: '${userHome}/ca.pem' })).toBe('read');
    expect(await refusal({ ca: '${workspaceFolder:app}/client.pem' })).toBe('read');
  });

  it.each([
    ['ca.pem', 'grpcAlpn.probe.ca: ca.pem is relative: write the whole path, or begin with ~/ or ${workspaceFolder}/.'],
    ['${env:HOME}/ca.pem', 'grpcAlpn.probe.ca: the variable ${env:HOME} is not known here.'],
    ['${workspaceFolder:none}/ca.pem', 'grpcAlpn.probe.ca: there is no workspace folder for ${workspaceFolder:none}.'],
    ['/etc/${name}.pem', 'grpcAlpn.probe.ca: a variable can only stand at the beginning.'],
    ['~/missing.pem', 'grpcAlpn.probe.ca: ROOT/home/missing.pem cannot be read (ENOENT).'],
    ['~', 'grpcAlpn.probe.ca: ROOT/home is no file.'],
    [
      '${workspaceFolder}/large.pem',
      'grpcAlpn.probe.ca: ROOT/app/large.pem is larger than a certificate or key can be.',
    ],
    [['list'], 'grpcAlpn.probe.ca: is not the name of a file.'],
  ])('the CA %j is refused', async (ca, message) => {
    expect(await refusal({ ca })).toBe(message);
  });

  it('of several folders one has to be named; without any there is none', async () => {
    const ca = '${workspaceFolder}/client.pem';
    const two = { ...places, folders: [...places.folders, { name: 'two', path: root }] };
    expect(await refusal({ ca }, two)).toBe(
      'grpcAlpn.probe.ca: there are several workspace folders: write ${workspaceFolder:NAME}.',
    );
    expect(await refusal({ ca }, { ...places, folders: [] })).toBe(
      'grpcAlpn.probe.ca: there is no workspace folder for ${workspaceFolder}.',
    );
  });

  it.each([
    [{ clientCertificate: 'client.pem' }, /a client certificate and its key are needed together\.$/],
    [
      { clientCertificate: 'client.pem', clientKey: 'other.key' },
      /the key does not belong to the client certificate\.$/,
    ],
    [
      { clientCertificate: 'client.pem', clientKey: 'encrypted.key' },
      /key is encrypted, and a probe asks for no passphrase: write it without one/,
    ],
    [{ clientCertificate: 'client.pem', clientKey: 'old.key' }, /key is encrypted/],
    [{ clientCertificate: 'client.pem', clientKey: 'client.pem' }, /key holds CERTIFICATE, and no PRIVATE KEY\.$/],
    [
      { clientCertificate: 'client.key', clientKey: 'client.key' },
      /the client certificate holds PRIVATE KEY, and no CERTIFICATE\.$/,
    ],
    [{ ca: 'client.key' }, /the CA holds PRIVATE KEY, and no CERTIFICATE\.$/],
    [{ ca: 'text.pem' }, /the CA is not in PEM form\.$/],
    [{ ca: 'broken.pem' }, /cannot be used: the CA, the client certificate or its key cannot be used: /],
    [
      { clientCertificate: 'broken.pem', clientKey: 'client.key' },
      /the client certificate or its key cannot be used: /,
    ],
  ])('%j is refused, and nothing of the files is told', async (names, words) => {
    const settings = Object.fromEntries(
      Object.entries(names).map(([key, name]) => [key, `\${workspaceFolder}/${name}`]),
    );
    const message = await refusal(settings);
    expect(message).toMatch(words);
    expect(message).toMatch(/^The settings grpcAlpn\.probe\.ca, clientCertificate and clientKey cannot be used: /);
    expect(message).not.toMatch(/secret words|MI[A-Z]/);
  });

  it('a pipe is refused instead of waited for', async () => {
    const pipe = path.join(root, 'app', 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    expect(await refusal({ ca: pipe })).toBe('grpcAlpn.probe.ca: ROOT/app/pipe is no file.');
  });
});
