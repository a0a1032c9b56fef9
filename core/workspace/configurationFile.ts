import type { NginxConfigurationOption } from '../domains/domain.ts';
import { resolvePath, type FilePath } from '../text/filePath.ts';
import { goVersion, isRecord, nginxVersion, Reader, record, text, texts, WANTED, yesOrNo } from './reader.ts';
import type { ReadSettings, Settings } from './settings.ts';

const YES_OR_NO = '"yes" or "no"';

/**
 * Reads the value of a grpc-alpn.json; names in it are relative to its folder. What is wrong costs itself only.
 * @param options.ruleIds left out: any rule may be named
 */
export function readConfigurationFile(
  value: unknown,
  options: { readonly folder: FilePath; readonly ruleIds?: readonly string[] },
): ReadSettings {
  const reader = new Reader('');
  if (!isRecord(value)) return { settings: {}, problems: ['grpc-alpn.json must be an object; it is ignored'] };
  reader.keys(value, '', ['$schema', 'nginx', 'grpcGo', 'rules', 'exclude', 'files']);
  const nginx = reader.value(value, 'nginx', 'nginx', 'an object with "configurations"', record);
  reader.keys(nginx, 'nginx', ['configurations']);
  const configurations = configurationsIn(reader, nginx, options.folder);
  const grpcGo = reader.value(value, 'grpcGo', 'grpcGo', 'an object with "version"', record);
  reader.keys(grpcGo, 'grpcGo', ['version']);
  const version = reader.value(grpcGo, 'version', 'grpcGo.version', WANTED.goVersion, goVersion);
  const rules = reader.levels(value, options.ruleIds);
  const exclude = reader.value(value, 'exclude', 'exclude', WANTED.globs, texts);
  const files = filesIn(reader, value);
  return {
    settings: {
      ...(configurations !== undefined && { configurations }),
      ...(version !== undefined && { grpcGoVersion: { value: version, from: 'grpc-alpn.json' } }),
      ...(rules !== undefined && { rules }),
      ...(exclude !== undefined && { exclude }),
      ...(files !== undefined && { files }),
    },
    problems: reader.problems,
  };
}

function configurationsIn(
  reader: Reader,
  nginx: unknown,
  folder: FilePath,
): readonly NginxConfigurationOption[] | undefined {
  const list = reader.value(
    nginx,
    'configurations',
    'nginx.configurations',
    'a list of objects with "main"',
    (it): readonly unknown[] | undefined => (Array.isArray(it) ? it : undefined),
  );
  return list?.flatMap((it, index): readonly NginxConfigurationOption[] => {
    const name = `nginx.configurations[${index}]`;
    const main = isRecord(it) ? text(it['main']) : undefined;
    if (main === undefined || main === '') {
      reader.refuse(name, it, 'an object whose "main" names a file');
      return [];
    }
    reader.keys(it, name, ['main', 'prefix', 'version', 'grpc']);
    const prefix = reader.value(it, 'prefix', `${name}.prefix`, 'a folder name', text);
    const version = reader.value(it, 'version', `${name}.version`, WANTED.nginxVersion, (written) =>
      nginxVersion(written) === undefined ? undefined : text(written),
    );
    const grpc = reader.value(it, 'grpc', `${name}.grpc`, YES_OR_NO, yesOrNo);
    return [
      {
        main: resolvePath(folder, main),
        ...(prefix !== undefined && { prefix: resolvePath(folder, prefix) }),
        ...(version !== undefined && { version }),
        ...(grpc !== undefined && { grpc }),
      },
    ];
  });
}

function filesIn(reader: Reader, value: unknown): Settings['files'] {
  const files = reader.value(value, 'files', 'files', 'an object of globs and {"grpc": "yes" or "no"}', record);
  if (files === undefined) return undefined;
  return Object.keys(files).flatMap((pattern) => {
    const name = `files[${JSON.stringify(pattern)}]`;
    const stated = reader.value(files, pattern, name, 'an object with "grpc"', record);
    reader.keys(stated, name, ['grpc']);
    const grpc = reader.value(stated, 'grpc', `${name}.grpc`, YES_OR_NO, yesOrNo);
    return grpc === undefined ? [] : [{ pattern, grpc }];
  });
}
