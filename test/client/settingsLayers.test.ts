import { describe, expect, it } from 'vitest';
import { settingsLayers, type Inspected } from '../../client/settingsLayers.ts';

function layers(set: Readonly<Record<string, Inspected>>) {
  return settingsLayers((key) => set[key]);
}

describe('settingsLayers', () => {
  it('is empty where nothing is set', () => {
    expect(layers({})).toEqual({ user: {}, workspace: {} });
    expect(layers({ 'nginx.version': {} })).toEqual({ user: {}, workspace: {} });
  });

  it('takes user and workspace apart', () => {
    expect(
      layers({
        'nginx.version': { globalValue: '1.26.3', workspaceValue: '1.31.0' },
        'nginx.roots': { workspaceValue: ['a.conf'] },
        'grpcGo.version': { globalValue: 'v1.67.0' },
        exclude: { globalValue: ['old'] },
      }),
    ).toEqual({
      user: { nginx: { version: '1.26.3' }, grpcGo: { version: 'v1.67.0' }, exclude: ['old'] },
      workspace: { nginx: { version: '1.31.0', roots: ['a.conf'] } },
    });
  });

  it('lets the folder win over the workspace', () => {
    const { workspace } = layers({
      'nginx.prefix': { workspaceValue: 'outer', workspaceFolderValue: 'inner' },
      exclude: { workspaceValue: ['outer'], workspaceFolderValue: [] },
    });
    expect(workspace).toEqual({ nginx: { prefix: 'inner' }, exclude: [] });
  });

  it('merges the rules of folder and workspace one by one', () => {
    const { workspace } = layers({
      rules: { workspaceValue: { a: 'off', b: 'error' }, workspaceFolderValue: { b: 'hint' } },
    });
    expect(workspace).toEqual({ rules: { a: 'off', b: 'hint' } });
  });

  it('passes values of the wrong type on: the server says so', () => {
    const { user, workspace } = layers({
      rules: { globalValue: 'loud', workspaceValue: { a: 'off' }, workspaceFolderValue: ['b'] },
      'nginx.version': { globalValue: null },
    });
    expect(user).toEqual({ rules: 'loud', nginx: { version: null } });
    expect(workspace).toEqual({ rules: ['b'] });
  });

  it('takes no contributed default for a statement', () => {
    const withDefault = { defaultValue: '1.0.0', globalValue: undefined };
    expect(layers({ 'nginx.version': withDefault })).toEqual({ user: {}, workspace: {} });
  });
});
