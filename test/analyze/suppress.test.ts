import { describe, expect, it } from 'vitest';
import { rules } from '../../core/rules/index.ts';
import type { AnyRule, Rule } from '../../core/rules/rule.ts';
import { filePath } from '../../core/text/filePath.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

const NGINX = filePath(`${FOLDER}/nginx.conf`);

/** A rule that finds each of these words in nginx.conf. */
function finds(id: string, word: string): Rule {
  return {
    id,
    summary: `Finds ${word}`,
    *check({ nginxFiles }) {
      const text = nginxFiles.get(NGINX)?.text ?? '';
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        yield {
          kind: 'never-worked',
          at: { file: NGINX, span: { start: at, end: at + word.length } },
          message: `${word} at ${at}`,
          evidence: undefined,
          softened: false,
          related: [],
          fixes: [],
          copies: [],
        };
      }
    },
  };
}

const about = rules.filter((it) => 'checkIgnores' in it);

/** Puts what is to be found into upper case, which it is not in comments. */
function shouted(written: string): string {
  return written.replace(/(#.*)|zzz|yyy/g, (word, comment: string | undefined) => comment ?? word.toUpperCase());
}

/** What is found, as `rule: line`, the line counted from 1. */
async function found(
  written: string,
  some: readonly AnyRule[] = [finds('zzz', 'ZZZ'), finds('yyy', 'YYY'), ...about],
): Promise<readonly string[]> {
  const text = shouted(written);
  const { analysis } = await checkTexts({ 'nginx.conf': text }, some);
  return analysis.findings.map(({ rule, at }) => `${rule}: ${text.slice(0, at.span.start).split('\n').length}`);
}

describe('a comment silences', () => {
  it.each([
    ['the line below', '# grpc-alpn: ignore zzz -- r\nevents zzz;\nevents zzz;\n', ['zzz: 3']],
    ['all of the line below', '# grpc-alpn: ignore zzz -- r\n  zzz; zzz zzz;\nzzz;\n', ['zzz: 3']],
    ['the line that it ends', 'events zzz; # grpc-alpn: ignore zzz -- r\nevents zzz;\n', ['zzz: 2']],
    ['the line below more comments', '# grpc-alpn: ignore zzz -- r\n# a\n\t# b\nevents zzz;\n', []],
    ['the line below more of its kind', '# grpc-alpn: ignore zzz -- r\n# grpc-alpn: ignore yyy -- r\nyyy zzz;\n', []],
    [
      'nothing across an empty line',
      '# grpc-alpn: ignore zzz -- r\n \t\nevents zzz;\n',
      ['unused-ignore: 1', 'zzz: 3'],
    ],
    ['nothing at the end of a file', 'events zzz;\n# grpc-alpn: ignore zzz -- r', ['zzz: 1', 'unused-ignore: 2']],
    ['all lines of a directive', '# grpc-alpn: ignore zzz -- r\nevents\n  zzz\n\n  zzz;\nzzz;\n', ['zzz: 6']],
    [
      'the line of a brace, and not what is in the block',
      '# grpc-alpn: ignore zzz -- r\nserver zzz\n{\nlisten zzz;\n}\n',
      ['zzz: 4'],
    ],
    ['the last directive of a line to its end', '# grpc-alpn: ignore zzz -- r\na b; c\n zzz;\n', []],
    ['no other rule', '# grpc-alpn: ignore zzz -- r\nyyy zzz;\n', ['yyy: 2']],
    ['two rules', '# grpc-alpn: ignore zzz, yyy -- r\nyyy zzz;\n', []],
    ['two rules without a comma', '# grpc-alpn: ignore zzz   yyy -- r\nyyy zzz;\n', []],
    ['a file', 'events zzz;\n# grpc-alpn: ignore-file zzz -- r\nevents zzz;\n', []],
    ['a file, besides lines', '# grpc-alpn: ignore-file zzz -- r\n# grpc-alpn: ignore zzz -- r\nevents zzz;\n', []],
    ['nothing in quotes', 'a "# grpc-alpn: ignore zzz -- r\n" zzz;\n', ['zzz: 2']],
    ['nothing with another word', '# grpc-alpn: ignore-next-line zzz -- r\nevents zzz;\n', ['zzz: 2']],
    ['nothing with another name', '# grpc: ignore zzz -- r\n# see grpc-alpn: ignore zzz\nevents zzz;\n', ['zzz: 3']],
    ['in a file with a byte order mark', '\uFEFF# grpc-alpn: ignore zzz -- r\nevents zzz;\n', []],
    [
      'in lines that end with CRLF',
      '# grpc-alpn: ignore zzz -- r\r\nevents zzz;\r\n# x\r\n\r\nevents zzz;\r\n',
      ['zzz: 5'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });
});

describe('a reason', () => {
  it.each([
    ['# grpc-alpn: ignore zzz -- because', []],
    ['# grpc-alpn: ignore zzz --because', []],
    ['# grpc-alpn: ignore zzz, -- because', []],
    ['# grpc-alpn: ignore zzz', ['ignore-without-reason: 1']],
    ['# grpc-alpn: ignore zzz --', ['ignore-without-reason: 1']],
    ['# grpc-alpn: ignore zzz --  ', ['ignore-without-reason: 1']],
    ['# grpc-alpn: ignore zzz - because', ['ignore-without-reason: 1', 'unused-ignore: 1', 'unused-ignore: 1']],
    ['# grpc-alpn: ignore', ['ignore-without-reason: 1', 'unused-ignore: 1', 'zzz: 2']],
  ])('%s', async (comment, expected) => {
    expect(await found(`${comment}\nevents zzz;\n`)).toEqual(expected);
  });
});

it('a comment for a rule that failed is not called unused', async () => {
  const throwing: Rule = {
    id: 'zzz',
    summary: 'Fails',
    check() {
      throw new Error('broken');
    },
  };
  expect(await found('# grpc-alpn: ignore zzz -- r\nevents zzz;\n', [throwing, ...about])).toEqual([]);
});

it('of a name that comes often, what it resembles is found once', async () => {
  const text = `${'# grpc-alpn: ignore zzzz -- r\n'.repeat(2000)}events;\n`;
  const { analysis } = await checkTexts({ 'nginx.conf': text }, [finds('zzz-zzz', 'Z'), finds('zzz', 'Z'), ...about]);
  expect(analysis.findings).toHaveLength(2000);
  expect(analysis.findings[0]?.message).toBe(
    'There is no rule "zzzz", so this comment silences nothing. Did you mean `zzz`?',
  );
});

describe('time grows like the text', () => {
  /** Processor time in milliseconds. */
  async function timeFor(text: string): Promise<number> {
    const some = [finds('zzz', 'ZZZ'), ...about];
    const before = process.cpuUsage().user;
    await checkTexts({ 'nginx.conf': shouted(text) }, some);
    return (process.cpuUsage().user - before) / 1000;
  }

  it.each([
    ['lines with comments of their own', (n: number) => '# grpc-alpn: ignore zzz -- r\nevents zzz;\n'.repeat(n)],
    ['comments that stack', (n: number) => `${'# grpc-alpn: ignore zzz -- r\n'.repeat(n)}events zzz;\n`],
    ['comments that stack without end', (n: number) => '# grpc-alpn: ignore zzz -- r\n'.repeat(n)],
    [
      'names of no rule',
      (n: number) => Array.from({ length: n }, (_, i) => `# grpc-alpn: ignore zz${i} -- r\n`).join(''),
    ],
    ['many names in one comment', (n: number) => `# grpc-alpn: ignore ${'zzz, '.repeat(n)}\nevents zzz;\n`],
    ['a comment for the file', (n: number) => `# grpc-alpn: ignore-file zzz -- r\n${'events zzz;\n'.repeat(n)}`],
  ])('%s', async (_, make) => {
    await timeFor(make(1000));
    const [short, long] = [await timeFor(make(2000)), await timeFor(make(8000))];
    // Four times as much; the rest is for what else the machine does.
    expect(long).toBeLessThan(12 * Math.max(short, 20));
  });
});
