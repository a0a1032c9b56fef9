import type { FilePath } from '../../text/filePath.ts';
import type { Changes } from './changes.ts';
import type { KubernetesObjects } from './lookup.ts';
import { isSame } from './places.ts';
import { selectorWords, type Selected, type Selecting, type Selector } from './pods.ts';

/** What was made of a folder's objects, and all that was asked of them for it. */
export interface Recorded<Value> {
  readonly value: Value;
  /** The files with selectors of which not all is looked at that they select. */
  readonly cut: ReadonlySet<FilePath>;
  /** Whether the same questions have the same answers of these objects: then the same would be made again. */
  readonly isSameOf: (objects: KubernetesObjects, changes: Changes) => boolean;
}

type Check = (now: KubernetesObjects, changes: Changes) => boolean;

/** Makes something of objects, and keeps what it asked. */
export function recorded<Value>(
  objects: KubernetesObjects,
  make: (objects: KubernetesObjects) => Value,
): Recorded<Value> {
  const checks: Check[] = [];
  const cut = new Set<FilePath>();
  const value = make(recording(objects, checks, cut));
  return { value, cut, isSameOf: (now, changes) => checks.every((it) => it(now, changes)) };
}

function recording(objects: KubernetesObjects, checks: Check[], cut: Set<FilePath>): KubernetesObjects {
  const asked = new Set<string>();
  /** What is asked again and again is checked once. */
  const once = (question: string, check: Check): void => {
    if (!asked.has(question)) checks.push(check);
    asked.add(question);
  };
  const selected = (ask: (of: KubernetesObjects) => Selected, selector: Selector, { file }: Selecting): Selected => {
    const found = ask(objects);
    if (found.isCut) cut.add(file);
    const words = selectorWords(selector);
    checks.push((now, changes) => {
      if (selector.length === 0 || !changes.selected(words)) return true;
      const it = ask(now);
      return it.isCut === found.isCut && isSame(it.objects, found.objects);
    });
    return found;
  };
  return {
    ofKinds(kinds, mentioning) {
      const found = objects.ofKinds(kinds, mentioning);
      once(
        `kinds ${kinds.join(' ')} ${mentioning ?? ''}`,
        (now, changes) => !changes.ofKinds(kinds, mentioning) || isSame(now.ofKinds(kinds, mentioning), found),
      );
      return found;
    },
    having(keys, key) {
      const found = objects.having(keys, key);
      checks.push(
        (now, changes) => !changes.ofKinds(keys.kinds, keys.mentioning) || isSame(now.having(keys, key), found),
      );
      return found;
    },
    named(kind, name, from) {
      const found = objects.named(kind, name, from);
      checks.push((now, changes) => !changes.named(kind, name) || now.named(kind, name, from) === found);
      return found;
    },
    workloadsOf: (selector, from) => selected((it) => it.workloadsOf(selector, from), selector, from),
    servicesOn: (selector, from) => selected((it) => it.servicesOn(selector, from), selector, from),
    patchFiles() {
      const found = objects.patchFiles();
      once('patches', (now) => isSame(now.patchFiles(), found));
      return found;
    },
    patchesSaying(word) {
      const found = objects.patchesSaying(word);
      once(`patches ${word}`, (now) => {
        const { isInline, files } = now.patchesSaying(word);
        return isInline === found.isInline && isSame(files, found.files);
      });
      return found;
    },
    textOf(file) {
      const found = objects.textOf(file);
      once(`text ${file}`, (now) => now.textOf(file) === found);
      return found;
    },
    isSaid(word) {
      const found = objects.isSaid(word);
      once(`said ${word}`, (now, changes) => !changes.isSaid(word) || now.isSaid(word) === found);
      return found;
    },
    shared(of, key, make) {
      const found = objects.shared(of, key, make);
      checks.push((now) => now.shared(of, key, make) === found);
      return found;
    },
  };
}
