import { readFileSync } from 'node:fs';

const END_OF_DIRECTORY = 0x06054b50;

/**
 * The entries of a .vsix and their packed sizes in bytes, the largest first.
 *
 * @param {string} file
 */
export function entriesOf(file) {
  const archive = readFileSync(file);
  let end = archive.length - 22;
  while (archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  const entries = [];
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      bytes: archive.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return { bytes: archive.length, entries: entries.sort((a, b) => b.bytes - a.bytes) };
}
