import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULE_SCHEME, REPORT_SCHEME } from '../../client/pageAddress.ts';
import { settingsLayers } from '../../client/settingsLayers.ts';
import { rules } from '../../core/rules/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

const manifest = json('package.json');
const properties = at(manifest, 'contributes', 'configuration', 'properties');
const schema = json('schemas/grpc-alpn.schema.json');
const PROBE = ['timeout', 'http2', 'ca', 'clientCertificate', 'clientKey'].map((it) => `grpcAlpn.probe.${it}`);
const LEVELS = ['off', 'hint', 'information', 'warning', 'error'];

function keysOf(value: unknown): readonly string[] {
  return Object.keys(typeof value === 'object' && value !== null ? value : {}).sort();
}

describe('the manifest', () => {
  it('has one key per rule, in the settings and in the schema of grpc-alpn.json', () => {
    const ids = rules.map(({ id }) => id).sort();
    expect(keysOf(at(properties, 'grpcAlpn.rules', 'properties'))).toEqual(ids);
    expect(keysOf(at(schema, 'properties', 'rules', 'properties'))).toEqual(ids);
    for (const id of ids) {
      expect(at(properties, 'grpcAlpn.rules', 'properties', id, 'enum')).toEqual(LEVELS);
      expect(at(schema, 'properties', 'rules', 'properties', id)).toEqual({ $ref: '#/definitions/level' });
    }
    expect(at(schema, 'definitions', 'level', 'enum')).toEqual(LEVELS);
  });

  it('contributes every setting that the server is given', () => {
    const asked: string[] = [];
    settingsLayers((key) => {
      asked.push(`grpcAlpn.${key}`);
      return undefined;
    });
    const ofTheClient = [...PROBE, 'grpcAlpn.trace.server'];
    expect([...asked, ...ofTheClient].sort()).toEqual(keysOf(properties));
    for (const key of asked) expect([key, at(properties, key, 'scope')]).toEqual([key, 'resource']);
  });

  it('states no default for what the server is given: a default would count as stated', () => {
    const stated = keysOf(properties).filter((key) => at(properties, key, 'default') !== undefined);
    expect(stated).toEqual(['grpcAlpn.probe.http2', 'grpcAlpn.probe.timeout', 'grpcAlpn.trace.server']);
  });

  it('restricts where to look and how to probe to trusted workspaces', () => {
    const restricted = at(manifest, 'capabilities', 'untrustedWorkspaces', 'restrictedConfigurations');
    expect(restricted).toEqual(['grpcAlpn.nginx.roots', 'grpcAlpn.nginx.prefix', ...PROBE]);
    for (const key of keysOf(properties).filter((it) => it.startsWith('grpcAlpn.probe.')))
      expect([key, PROBE.includes(key)]).toEqual([key, true]);
    expect(at(manifest, 'capabilities', 'untrustedWorkspaces', 'supported')).toBe('limited');
    expect(at(manifest, 'extensionKind')).toEqual(['workspace']);
  });

  it('opens the pages of both schemes rendered', () => {
    const associations = at(manifest, 'contributes', 'configurationDefaults', 'workbench.editorAssociations');
    expect(associations).toEqual({
      [`${RULE_SCHEME}:/*.md`]: 'vscode.markdown.preview.editor',
      [`${REPORT_SCHEME}:/**`]: 'vscode.markdown.preview.editor',
    });
  });
});
