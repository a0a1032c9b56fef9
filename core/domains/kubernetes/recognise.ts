import type { FilePath } from '../../text/filePath.ts';
import { isJsonPatch, manifestTextsOf } from './manifests.ts';
import { isKustomization } from './patches.ts';

/** Whether a file may be of this room, by its name. */
export function candidate(path: FilePath): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** JSON whose first key is one of a manifest: the words that every manifest has may stand behind much else. */
const JSON_START = /^\uFEFF?\s{0,1000}\{\s{0,1000}"(?:apiVersion|kind|metadata|spec|items)"/;

/** Whether it may be by its beginning: the words that every manifest has stand there, or one of its keys is the first, or all of that is comments. */
export function begins(path: FilePath, beginning: string): boolean {
  return (
    isKustomization(path) ||
    isJsonPatch(beginning) ||
    (beginning.includes('kind') && beginning.includes('apiVersion')) ||
    JSON_START.test(beginning) ||
    beginning.split('\n').every((line) => /^\s*(?:#|---|\{\{|$)/.test(line))
  );
}

/** Whether it is: one of its documents seems to be a manifest of a kind that counts here. */
export function recognise(path: FilePath, text: string): boolean {
  return manifestTextsOf(text, path).length > 0;
}
