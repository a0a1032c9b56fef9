import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { relativeTo } from '../../core/text/filePath.ts';
import { applyFix, readCases, ruleFolders, unmarked, type Texts } from '../rules/harness.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

/** A text, and what a fix makes of it. */
export interface FixedText {
  /** Where it comes from. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The rules about load balancers, gateways and ingress controllers. */
const OF_EDGES = /^(?:aws|kubernetes)-/;
const DOMAINS = fileURLToPath(new URL('../domains', import.meta.url));

/**
 * All texts of these kinds that the tests have a fixed text for: the cases of the rules, and `before.*` beside `after.*` in the folders of domains.
 * @param kind by the end of the name: `/\.tf$/`
 */
export function fixedTexts(kind: RegExp): readonly FixedText[] {
  const ofRules = ruleFolders()
    .filter((rule) => OF_EDGES.test(rule))
    .flatMap(readCases)
    .flatMap(({ rule, name, marked, fixed }) => {
      const texts = unmarked(marked);
      return [...fixed].flatMap(([number, after]) =>
        Object.entries(after).map(([file, text]) => ({
          name: `${rule}/${name}/${file} ${number}`,
          file,
          before: texts[file] ?? '',
          after: text,
        })),
      );
    });
  return [...ofRules, ...pairs()].filter(({ file }) => kind.test(file));
}

/** What each single fix makes of each file that it changes: of every finding in these texts. */
export async function offeredFixes(name: string, texts: Texts): Promise<readonly FixedText[]> {
  const { analysis } = await checkTexts(texts);
  const findings = analysis.findings.filter(({ rule }) => OF_EDGES.test(rule));
  return findings.flatMap(({ rule, fixes }) =>
    fixes.flatMap((fix) => {
      const after = applyFix(texts, fix);
      return [...new Set(fix.edits.map(({ file }) => relativeTo(FOLDER, file)))].map((file) => ({
        name: `${name}, ${file}: ${rule}, ${fix.title}`,
        before: texts[file] ?? '',
        after: after[file] ?? '',
      }));
    }),
  );
}

/** The same for every case of the rules that has files of these kinds. */
export async function offeredInCases(kind: RegExp): Promise<readonly FixedText[]> {
  const cases = ruleFolders()
    .filter((rule) => OF_EDGES.test(rule))
    .flatMap(readCases)
    .filter(({ marked }) => Object.keys(marked).some((file) => kind.test(file)));
  const offered = await Promise.all(
    cases.map(({ rule, name, marked }) => offeredFixes(`${rule}/${name}`, unmarked(marked))),
  );
  return offered.flat();
}

/** All texts of these kinds of the cases of rules, without their markers, and of the folders of domains, with what fixes make of them. */
export function allTexts(kind: RegExp): readonly { readonly name: string; readonly text: string }[] {
  const ofRules = ruleFolders()
    .flatMap(readCases)
    .flatMap(({ rule, name, marked }) =>
      Object.entries(unmarked(marked)).map(([file, text]) => ({ name: `${rule}/${name}/${file}`, file, text })),
    );
  const ofDomains = filesOf(DOMAINS).map((file) => ({
    name: path.relative(DOMAINS, file),
    file,
    text: readFileSync(file, 'utf8'),
  }));
  return [
    ...[...ofRules, ...ofDomains].filter(({ file }) => kind.test(file)),
    ...fixedTexts(kind).map(({ name, after }) => ({ name: `${name}, fixed`, text: after })),
  ];
}

function pairs(): readonly (FixedText & { readonly file: string })[] {
  return filesOf(DOMAINS).flatMap((file) => {
    const { dir, name, ext } = path.parse(file);
    if (name !== 'before') return [];
    return [
      {
        name: path.relative(DOMAINS, dir),
        file,
        before: readFileSync(file, 'utf8'),
        after: readFileSync(path.join(dir, `after${ext}`), 'utf8'),
      },
    ];
  });
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => path.join(it.parentPath, it.name))
    .sort();
}
