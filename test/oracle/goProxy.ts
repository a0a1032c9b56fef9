import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';

/** A version of a module. */
export interface GoModuleVersion {
  readonly path: string;
  readonly version: string;
  readonly goMod: string;
  /** By their names in the module. */
  readonly files: Readonly<Record<string, string>>;
}

/** The hashes of a version, as go.sum holds them. */
export interface GoHashes {
  /** Of its code. */
  readonly code: string;
  readonly goMod: string;
}

/** A module proxy on the disk. */
export interface GoProxy {
  /** For GOPROXY. */
  readonly url: string;
  /** By path and version, with a blank between them. */
  readonly hashes: ReadonlyMap<string, GoHashes>;
}

/** Writes a folder that the go command takes for a module proxy (go.dev/ref/mod, GOPROXY protocol). */
export async function writeGoProxy(folder: string, modules: readonly GoModuleVersion[]): Promise<GoProxy> {
  const hashes = new Map<string, GoHashes>();
  const versions = new Map<string, string[]>();
  for (const { path, version, goMod, files } of modules) {
    const place = join(folder, ...path.split('/'), '@v');
    const named = new Map(Object.entries(files).map(([name, text]) => [`${path}@${version}/${name}`, text]));
    await mkdir(place, { recursive: true });
    await writeFile(join(place, `${version}.info`), JSON.stringify({ Version: version, Time: '2026-01-01T00:00:00Z' }));
    await writeFile(join(place, `${version}.mod`), goMod);
    await writeFile(join(place, `${version}.zip`), zipOf(named));
    hashes.set(`${path} ${version}`, { code: hashOf(named), goMod: hashOf(new Map([['go.mod', goMod]])) });
    versions.set(place, [...(versions.get(place) ?? []), version]);
  }
  for (const [place, list] of versions) await writeFile(join(place, 'list'), `${list.join('\n')}\n`);
  return { url: pathToFileURL(folder).href, hashes };
}

/** golang.org/x/mod/sumdb/dirhash, Hash1. */
function hashOf(files: ReadonlyMap<string, string>): string {
  const lines = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

/** An archive whose entries are stored as they are (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
function zipOf(files: ReadonlyMap<string, string>): Buffer {
  const entries: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const content = Buffer.from(text);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x21, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([signature(0x04034b50), shared, Buffer.from(name), content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), shared, rest, Buffer.from(name)]));
    entries.push(entry);
    offset += entry.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...entries, ...directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A directory of one entry per name. */
export async function writeTexts(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
