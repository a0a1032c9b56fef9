import { describe, expect, it } from 'vitest';
import { analyze } from '../../../core/analyze.ts';
import { filePath, relativeTo } from '../../../core/text/filePath.ts';
import { Workspace, type Snapshot } from '../../../core/workspace/workspace.ts';
import { grammars } from '../../support/grammars.ts';
import { memoryFileSource, textFiles } from '../../support/memoryFileSource.ts';
import { FOLDER } from '../../support/openWorkspace.ts';

const OFF = 'GRPC_ENFORCE_ALPN_ENABLED=false\n';

type Texts = Readonly<Record<string, string>>;

function told({ project }: Snapshot): readonly string[] {
  return project.optOuts.map(({ from, by }) => `${from}: ${by.kind === 'environment' ? (by.value ?? '?') : by.kind}`);
}

async function optOutsIn(texts: Texts): Promise<readonly string[]> {
  const source = memoryFileSource(textFiles(FOLDER, texts));
  return told(await new Workspace({ folder: FOLDER, grammars, source }).open());
}

describe('files of variables', () => {
  it('are read under any name where a compose file names them', async () => {
    expect(
      await optOutsIn({
        'deploy/compose.yaml':
          'services:\n  a:\n    env_file: ../vars/a\n  b:\n    env_file: [b, {path: ./c}, "${D}", /etc/e]\n',
        'vars/a': OFF,
        'deploy/b': OFF,
        'deploy/c': OFF,
        'deploy/d': OFF,
      }),
    ).toEqual(['line 1 of vars/a: false', 'line 1 of deploy/b: false', 'line 1 of deploy/c: false']);
  });

  it('are looked for beside a unit, and in a folder that mirrors the machine', async () => {
    const unit = '[Service]\nEnvironmentFile=/etc/default/a\nEnvironmentFile=-/opt/b.conf\nEnvironmentFile=/etc/%i\n';
    expect(
      await optOutsIn({
        'root/etc/systemd/system/a.service': unit,
        'root/etc/default/a': OFF,
        'root/opt/b.conf': OFF,
        'units/a.service': unit,
        'units/b.conf': 'GRPC_ENFORCE_ALPN_ENABLED=false # until May\n',
      }),
    ).toEqual([
      'line 1 of root/etc/default/a: false',
      'line 1 of root/opt/b.conf: false',
      'line 1 of units/b.conf: false # until May',
    ]);
  });

  it('outside of the folder are not read', async () => {
    const source = memoryFileSource(
      textFiles(filePath('/'), { 'ws/compose.yaml': 'services:\n  a:\n    env_file: ../secret\n', secret: OFF }),
    );
    expect(told(await new Workspace({ folder: FOLDER, grammars, source }).open())).toEqual([]);
  });

  it('are read as systemd does where only a unit names them', async () => {
    const text = 'export GRPC_ENFORCE_ALPN_ENABLED=false\n';
    expect(await optOutsIn({ 'a.service': '[Service]\nEnvironmentFile=/a.env\n', 'a.env': text })).toEqual([]);
    expect(await optOutsIn({ 'a.env': text })).toEqual(['line 1 of a.env: false']);
  });
});

it('what is ignored, excluded or of others is left out', async () => {
  const texts = {
    '.gitignore': '/.env\n',
    '.env': OFF,
    'node_modules/a/.env': OFF,
    'vendor/a/run.sh': `export ${OFF}`,
    'grpc-alpn.json': '{"exclude": ["old"]}',
    'old/.env': OFF,
    'new/.env': OFF,
  };
  const source = memoryFileSource(textFiles(FOLDER, texts));
  const { project } = await new Workspace({ folder: FOLDER, grammars, source }).open();
  expect(analyze(project).findings.map(({ rule, at }) => `${rule} ${relativeTo(FOLDER, at.file)}`)).toEqual([
    'alpn-opt-out new/.env',
  ]);
});

it('what is no text, or too large, is left out with a note where it would have been read', async () => {
  const files = textFiles(FOLDER, { 'run.sh': `export ${OFF}`.repeat(100_000) });
  files.set(filePath(`${FOLDER}/.env`), { kind: 'not-text' });
  const snapshot = await new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) }).open();
  expect(told(snapshot)).toEqual([]);
});

describe('a change', () => {
  it('of a file that compose names counts at once', async () => {
    const files = textFiles(FOLDER, { 'compose.yaml': 'services:\n  a:\n    env_file: a.vars\n', 'a.vars': 'A=b\n' });
    const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) });
    expect(told(await workspace.open())).toEqual([]);
    const vars = filePath(`${FOLDER}/a.vars`);
    files.set(vars, { kind: 'text', text: OFF });
    expect(workspace.concerns(vars)).toBe(true);
    expect(told(await workspace.change({ paths: [vars], structure: false }))).toEqual(['line 1 of a.vars: false']);
    files.set(vars, { kind: 'text', text: 'A=b\n' });
    expect(told(await workspace.change({ paths: [vars], structure: false }))).toEqual([]);
  });

  it('of a file that did not have the variable counts as well', async () => {
    const files = textFiles(FOLDER, { 'run.sh': 'echo\n' });
    const workspace = new Workspace({ folder: FOLDER, grammars, source: memoryFileSource(files) });
    await workspace.open();
    const script = filePath(`${FOLDER}/run.sh`);
    files.set(script, { kind: 'text', text: `export ${OFF}` });
    expect(told(await workspace.change({ paths: [script], structure: false }))).toEqual(['line 1 of run.sh: false']);
  });
});

describe('whose environment it is', () => {
  const programs = async (texts: Texts): Promise<readonly unknown[]> => {
    const source = memoryFileSource(textFiles(FOLDER, texts));
    const { project } = await new Workspace({ folder: FOLDER, grammars, source }).open();
    return project.optOuts.map(({ by }) =>
      by.kind === 'environment' ? [by.program, by.folders.map((it) => relativeTo(FOLDER, it))] : by.kind,
    );
  };

  it('is told by the image, the unit, what is built and what is started', async () => {
    const service = 'environment:\n      GRPC_ENFORCE_ALPN_ENABLED: "0"\n';
    expect(
      await programs({
        'a/compose.yaml': `services:\n  x:\n    image: shop/orders:1\n    ${service}  y:\n    build: ../b\n    ${service}  z:\n    build:\n      context: ..\n      dockerfile: cmd/z/Dockerfile\n    ${service}`,
        'orders@.service.d/a.conf': `[Service]\nEnvironment=${OFF}`,
        'etc/default/stock': OFF,
        '.vscode/launch.json':
          '{"configurations": [{"program": "${workspaceFolder}/cmd/a/main.go", "env": {"GRPC_ENFORCE_ALPN_ENABLED": "0"}}, {"program": "${file}", "env": {"GRPC_ENFORCE_ALPN_ENABLED": "0"}}]}',
      }),
    ).toEqual([
      [undefined, ['cmd/a']],
      [undefined, []],
      ['orders', []],
      ['y', ['b']],
      ['z', ['cmd/z']],
      ['stock', []],
      ['orders', []],
    ]);
  });
});
