import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundledPackages, noticeOf, noticesText } from '../../scripts/notices.mjs';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function packageWith(options: { license?: string; text?: string }): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'grpc-alpn-notices-'));
  folders.push(folder);
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'sample', version: '1.2.3', license: options.license }),
  );
  if (options.text !== undefined) writeFileSync(path.join(folder, 'LICENCE.md'), options.text);
  return folder;
}

describe('the third-party notices', () => {
  it('take name, version, licence and its text from the package', () => {
    expect(noticeOf(packageWith({ license: 'MIT', text: 'Do what you like.\r\n\r\nReally.\n' }))).toEqual({
      name: 'sample',
      version: '1.2.3',
      license: 'MIT',
      text: 'Do what you like.\n\nReally.',
    });
  });

  it.each(['GPL-3.0-only', '(MIT OR GPL-3.0)', 'UNLICENSED', undefined])('refuse the licence %s', (license) => {
    expect(() => noticeOf(packageWith({ text: 'text', ...(license === undefined ? {} : { license }) }))).toThrow(
      'licence',
    );
  });

  it('refuse a package without the text of its licence', () => {
    expect(() => noticeOf(packageWith({ license: 'MIT' }))).toThrow('no text');
  });

  it('print a text that several packages share once', () => {
    const text = noticesText(
      [
        { name: 'one', version: '1.0.0', license: 'MIT', text: 'Shared text.' },
        { name: 'two', version: '2.0.0', license: 'MIT', text: 'Shared text.' },
      ],
      [{ name: 'data', version: '3.0.0', license: 'Apache-2.0', text: 'Other text.' }],
    );
    expect(text.split('Shared text.')).toHaveLength(2);
    expect(text).toContain('  two 2.0.0, MIT\n');
    expect(text).toContain('  data 3.0.0, Apache-2.0 (only data generated from it)\n');
    expect(text).toContain('Other text.');
  });

  it('count a package as bundled if a byte of it is in a bundle, wherever npm put it, or a file of it beside the bundles', () => {
    const input = (bytesInOutput: number) => ({ bytesInOutput });
    const metafile = {
      inputs: {},
      outputs: {
        'dist/client.js': {
          bytes: 3,
          imports: [],
          exports: [],
          inputs: {
            'client/extension.ts': input(1),
            'node_modules/used/lib/index.js': input(1),
            'node_modules/@scope/used/index.js': input(1),
            'node_modules/used/node_modules/inner/index.js': input(1),
            'node_modules/shaken-off/index.js': input(0),
          },
        },
      },
    };
    expect(bundledPackages(metafile, ['node_modules/beside/beside.wasm'])).toEqual([
      'node_modules/@scope/used',
      'node_modules/beside',
      'node_modules/used',
      'node_modules/used/node_modules/inner',
    ]);
  });
});
