import { describe, expect, it } from 'vitest';
import { formatNginxVersion } from '../../core/domains/nginxVersion.ts';
import { filePath } from '../../core/text/filePath.ts';
import { mergeOptions } from '../../core/workspace/options.ts';
import { NO_SETTINGS, readEditorSettings, type Settings } from '../../core/workspace/settings.ts';

const FOLDER = filePath('/ws');
const FILE = filePath('/ws/nginx/nginx.conf');

function editor(section: unknown): ReturnType<typeof readEditorSettings> {
  return readEditorSettings(section, { folder: FOLDER, from: 'setting' });
}

describe('settings of an editor', () => {
  it('are read', () => {
    const { settings, problems } = editor({
      nginx: { version: '1.26.3', roots: ['nginx/nginx.conf'], prefix: 'nginx' },
      grpcGo: { version: '1.67.0' },
      rules: { syntax: 'off' },
      exclude: ['old/**'],
    });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      nginxVersion: { from: 'the setting grpcAlpn.nginx.version' },
      grpcGoVersion: { value: { text: 'v1.67.0' } },
      configurations: [{ main: '/ws/nginx/nginx.conf', prefix: '/ws/nginx' }],
      rules: new Map([['syntax', 'off']]),
      exclude: ['old/**'],
    });
  });

  it.each([
    [{ nginx: { version: 7 } }, 'grpcAlpn.nginx.version is 7'],
    [{ nginx: { version: 'newest' } }, 'grpcAlpn.nginx.version is "newest"'],
    [{ nginx: { roots: 'nginx.conf' } }, 'grpcAlpn.nginx.roots is "nginx.conf"'],
    [{ nginx: { roots: [1] } }, 'grpcAlpn.nginx.roots is [1]'],
    [{ nginx: { roots: ['a'], prefix: {} } }, 'grpcAlpn.nginx.prefix is {}'],
    [{ grpcGo: { version: 'master' } }, 'grpcAlpn.grpcGo.version is "master"'],
    [{ rules: { syntax: 'loud' } }, 'grpcAlpn.rules.syntax is "loud"'],
    [{ rules: ['syntax'] }, 'grpcAlpn.rules is ["syntax"]'],
    [{ exclude: true }, 'grpcAlpn.exclude is true'],
    ['everything', 'grpcAlpn is "everything"'],
  ])('%j is told and ignored', (section, words) => {
    const { settings, problems } = editor(section);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
    expect(Object.keys(settings).filter((it) => it !== 'configurations')).toEqual([]);
  });

  it.each([undefined, null, {}, { nginx: null }, { nginx: { version: '' } }, { nginx: { version: null } }])(
    '%j states nothing',
    (section) => {
      expect(editor(section)).toEqual({ settings: {}, problems: [] });
    },
  );
});

describe('the order of places', () => {
  const of = (version: string): Settings =>
    editor({ nginx: { version }, rules: { syntax: version === '1.1.1' ? 'hint' : 'off' } }).settings;
  const json = new Map([[filePath('/ws/grpc-alpn.json'), '{ "rules": { "syntax": "information", "x": "error" } }']]);

  it('command line before workspace before file before user', () => {
    const level = (layers: Partial<typeof NO_SETTINGS>, files = json): unknown =>
      mergeOptions(FOLDER, { ...NO_SETTINGS, ...layers }, files).options.levelOf('syntax', FILE);
    expect(level({ user: of('1.1.1') }, new Map())).toBe('hint');
    expect(level({ user: of('1.1.1') })).toBe('information');
    expect(level({ user: of('1.1.1'), workspace: of('1.2.2') })).toBe('off');
    expect(level({ commandLine: of('1.1.1'), workspace: of('1.2.2') })).toBe('hint');
  });

  it('a rule that the stronger place does not name is decided by the weaker one', () => {
    expect(mergeOptions(FOLDER, { ...NO_SETTINGS, workspace: of('1.2.2') }, json).options.levelOf('x', FILE)).toBe(
      'error',
    );
  });

  it('the nearest grpc-alpn.json decides', () => {
    const files = new Map([...json, [filePath('/ws/nginx/grpc-alpn.json'), '{ "rules": { "syntax": "warning" } }']]);
    const { options } = mergeOptions(FOLDER, NO_SETTINGS, files);
    expect([options.levelOf('syntax', FILE), options.levelOf('syntax', filePath('/ws/a.conf'))]).toEqual([
      'warning',
      'information',
    ]);
  });

  it("the user's own nginx version is weaker than what files say", () => {
    const { options } = mergeOptions(FOLDER, { ...NO_SETTINGS, user: of('1.1.1') }, new Map());
    expect(options.nginxVersion).toBeUndefined();
    expect(options.nginxVersionOtherwise && formatNginxVersion(options.nginxVersionOtherwise.value)).toBe('1.1.1');
  });
});

describe('grpc-alpn.json', () => {
  const merge = (text: string): ReturnType<typeof mergeOptions> =>
    mergeOptions(FOLDER, NO_SETTINGS, new Map([[filePath('/ws/sub/grpc-alpn.json'), text]]), ['syntax', 'other-rule']);

  it('names configurations relative to itself', () => {
    const { options, notes } = merge(
      '{ "nginx": { "configurations": [{ "main": "nginx.conf", "prefix": "..", "version": "1.26.3", "grpc": "yes" }] } }',
    );
    expect(notes).toEqual([]);
    expect(options.nginx.configurations).toEqual([
      { main: '/ws/sub/nginx.conf', prefix: '/ws', version: '1.26.3', grpc: 'yes' },
    ]);
  });

  it('states gRPC for files', () => {
    const { options } = merge('{ "files": { "*.inc": { "grpc": "no" }, "x/**": { "grpc": "yes" } } }');
    const grpcOf = (name: string): unknown => options.grpcOf(filePath(name))?.grpc;
    expect([grpcOf('/ws/sub/a/b.inc'), grpcOf('/ws/sub/x/y'), grpcOf('/ws/sub/y'), grpcOf('/ws/a.inc')]).toEqual([
      'no',
      'yes',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['{', 'is no JSON'],
    ['[]', 'must be an object'],
    ['{\n  "rules": {,\n}', 'is no JSON (ValueExpected in line 2): it is ignored'],
    ['{ "nginx": 1 }', 'nginx is 1: it must be an object with "configurations"; it is ignored'],
    ['{ "nginx": { "configurations": {} } }', 'nginx.configurations is {}: it must be a list of objects with "main"'],
    ['{ "nginx": { "configurations": [{}] } }', 'nginx.configurations[0] is {}: it must be an object whose "main"'],
    ['{ "nginx": { "configurations": ["a"] } }', 'nginx.configurations[0] is "a": it must be an object whose "main"'],
    [
      '{ "nginx": { "configuration": [] } }',
      '"configuration" in nginx means nothing and is ignored: did you mean "configurations"?',
    ],
    ['{ "grpcGo": "v1.67.0" }', 'grpcGo is "v1.67.0": it must be an object with "version"; it is ignored'],
    ['{ "grpcGo": { "version": "master" } }', 'grpcGo.version is "master": it must be a grpc-go version'],
    [
      '{ "grpcGo": { "verison": "v1.67.0" } }',
      '"verison" in grpcGo means nothing and is ignored: did you mean "version"?',
    ],
    ['{ "exlude": [] }', '"exlude" means nothing and is ignored: did you mean "exclude"?'],
    ['{ "everything": true }', '"everything" means nothing and is ignored'],
    ['{ "exclude": "old" }', 'exclude is "old": it must be a list of globs'],
    [
      '{ "rules": { "sintax": "off" } }',
      '"sintax" in rules is the id of no rule and is ignored: did you mean "syntax"?',
    ],
    ['{ "rules": { "syntax": "loud" } }', 'rules.syntax is "loud": it must be "off", "hint"'],
    ['{ "files": [] }', 'files is []: it must be an object of globs'],
    ['{ "files": { "a": "yes" } }', 'files["a"] is "yes": it must be an object with "grpc"'],
    ['{ "files": { "a": { "grpc": true } } }', 'files["a"].grpc is true: it must be "yes" or "no"'],
    [
      '{ "files": { "a": { "gprc": "yes" } } }',
      '"gprc" in files["a"] means nothing and is ignored: did you mean "grpc"?',
    ],
  ])('%s is told and ignored', (text, words) => {
    const { options, notes } = merge(text);
    expect(notes).toEqual([
      { kind: 'not-understood', file: '/ws/sub/grpc-alpn.json', message: expect.stringContaining(words) as string },
    ]);
    expect(options.nginx.configurations).toEqual([]);
    expect(options.levelOf('syntax', filePath('/ws/sub/nginx.conf'))).toBeUndefined();
  });

  it.each([
    ['"version": "x"', 'nginx.configurations[0].version is "x": it must be an nginx version such as "1.26.3"'],
    ['"grpc": "maybe"', 'nginx.configurations[0].grpc is "maybe": it must be "yes" or "no"'],
    ['"prefix": 1', 'nginx.configurations[0].prefix is 1: it must be a folder name'],
    ['"roots": []', '"roots" in nginx.configurations[0] means nothing and is ignored'],
  ])('%s of a configuration costs itself only', (entry, words) => {
    const { options, notes } = merge(`{ "nginx": { "configurations": [{ "main": "a", ${entry} }, { "main": "b" }] } }`);
    expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining(words) as string]);
    expect(options.nginx.configurations).toEqual([{ main: '/ws/sub/a' }, { main: '/ws/sub/b' }]);
  });

  it('is understood with comments, with its schema named, and with nothing in it', () => {
    expect(
      merge('{ // mine\n "$schema": "./schema.json", "nginx": {}, "grpcGo": {}, "rules": {}, "files": {}, }').notes,
    ).toEqual([]);
  });

  it('leaves files out', () => {
    const { options } = merge('{ "exclude": ["old", "gen/**/*.conf", "./x.conf"] }');
    const excludes = (name: string): boolean => options.excludes(filePath(name));
    expect(
      ['/ws/sub/old/a', '/ws/sub/a/old', '/ws/sub/gen/1/2/a.conf', '/ws/sub/x.conf', '/ws/old/a', '/ws/sub/older'].map(
        excludes,
      ),
    ).toEqual([true, true, true, true, false, false]);
  });
});
