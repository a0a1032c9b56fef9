import type { GoModule } from '../domains/facts.ts';
import type { GoServing } from '../domains/goSource/facts.ts';
import type { GoSourceTree } from '../domains/goSource/tree.ts';
import type { ParsedFile } from '../domains/domain.ts';
import type { FilePath } from '../text/filePath.ts';
import { moduleOf } from './goModules.ts';

/** What a go.mod's `godebug http2server=0` does to the servers of net/http in programs of its module (go.dev/doc/godebug); `//go:debug` in package main counts more. */
export function underGodebug(
  servings: readonly GoServing[],
  modules: readonly GoModule[],
  files: ReadonlyMap<FilePath, ParsedFile<GoSourceTree>>,
): readonly GoServing[] {
  if (modules.every(({ godebugs }) => godebugs.length === 0)) return servings;
  return servings.map((serving) => {
    const { at, servedBy, consumer, http2Disabled } = serving;
    if (consumer !== 'http' || http2Disabled !== undefined) return serving;
    const source = files.get(at.file);
    if (source?.tree.file.packageName !== 'main' || source.text.includes('//go:debug http2server=')) return serving;
    const set = moduleOf(modules, at.file)?.godebugs.findLast(({ name }) => name === 'http2server');
    return set?.value === '0'
      ? { ...serving, http2Disabled: { by: 'godebug', at: servedBy ?? at, line: set.at } }
      : serving;
  });
}
