import type { IgnoredRule } from '../project/ignoreComment.ts';
import type { Ignore } from '../project/ignores.ts';
import { resembling } from '../text/resembling.ts';
import { printable } from '../text/printable.ts';
import type { Span } from '../text/span.ts';
import { ignoringFinding } from './ignoringFinding.ts';
import type { Finding, Fix, IgnoreRule, IgnoreUse, IgnoreUses } from './rule.ts';

/** So many names that are no rule's are compared with those of rules. */
const MOST_COMPARED = 100;

/** Reports a comment that silences nothing: the mistake is mended, or the comment stands in the wrong place, or no rule has that name. */
export const unusedIgnore: IgnoreRule = {
  id: 'unused-ignore',
  summary: 'A comment silences nothing',
  *checkIgnores({ uses, ids, aboutIgnoring }) {
    const known = new Set(ids);
    const meant = meantBy(ids);
    for (const use of uses) yield* unusedIn(use, { known, meant, aboutIgnoring });
  },
};

interface Context {
  readonly known: ReadonlySet<string>;
  readonly meant: (written: string) => readonly string[];
  readonly aboutIgnoring: IgnoreUses['aboutIgnoring'];
}

/** The rules that a name resembles, found once for each name. */
function meantBy(ids: readonly string[]): (written: string) => readonly string[] {
  const found = new Map<string, readonly string[]>();
  return (written) => {
    let meant = found.get(written);
    if (meant === undefined) {
      meant = found.size < MOST_COMPARED ? resembling(written, ids) : [];
      found.set(written, meant);
    }
    return meant;
  };
}

function* unusedIn({ ignore, used }: IgnoreUse, context: Context): Iterable<Finding> {
  if (ignore.rules.length === 0) {
    yield ignoringFinding(ignore, ignore, {
      message: 'This comment names no rule, so it silences nothing.',
      fixes: [removal(ignore, ignore.rules, 'unsafe')],
    });
    return;
  }
  const unused = ignore.rules.filter((it) => !used.has(it.id) && !isNeverUnused(ignore, it));
  for (const rule of unused) {
    if (!context.known.has(rule.id)) yield unknownRule(ignore, rule, context.meant(rule.id));
    else {
      const removed = unused.length === ignore.rules.length && unused.every((it) => context.known.has(it.id));
      yield ignoringFinding(ignore, rule, {
        message: reasonFor(ignore, rule, context),
        fixes: [removal(ignore, removed ? ignore.rules : [rule], 'safe')],
      });
    }
  }
}

/** A file that wants to hear nothing of unused comments hears nothing of this one either. */
function isNeverUnused({ scope }: Ignore, { id }: IgnoredRule): boolean {
  return scope === 'file' && id === unusedIgnore.id;
}

function reasonFor({ covers }: Ignore, { id }: IgnoredRule, { aboutIgnoring }: Context): string {
  if (covers === undefined) return `\`${id}\` finds nothing in this file: this comment silences nothing.`;
  if (aboutIgnoring.has(id)) return `\`${id}\` can only be silenced for a whole file, by \`ignore-file\`.`;
  if (covers.start === covers.end)
    return `This comment silences nothing: it is about the line directly below, which is empty.`;
  return `\`${id}\` finds nothing that starts in the line that this comment is about: it silences nothing.`;
}

/** Whoever wrote a name that we do not know meant to silence something, or has a newer version of this program: nothing is safe to do. */
function unknownRule(ignore: Ignore, rule: IgnoredRule, meant: readonly string[]): Finding {
  const like = meant.length === 0 ? '' : ` Did you mean ${meant.map((it) => `\`${it}\``).join(' or ')}?`;
  const { file } = ignore;
  const { start, end } = rule;
  return ignoringFinding(ignore, rule, {
    message: `There is no rule "${printable(rule.id, 80)}", so this comment silences nothing.${like}`,
    fixes: [
      ...meant.map((it): Fix => ({
        title: `Change to \`${it}\``,
        safety: 'unsafe',
        edits: [{ file, span: { start, end }, newText: it }],
      })),
      removal(ignore, [rule], 'unsafe'),
    ],
  });
}

/** Takes rules out of a comment; the comment itself where no other is left. */
function removal(ignore: Ignore, rules: readonly IgnoredRule[], safety: Fix['safety']): Fix {
  const { file, removable } = ignore;
  const [rule] = rules;
  if (rule === undefined || rules.length === ignore.rules.length)
    return { title: 'Remove this comment', safety, edits: [{ file, span: removable, newText: '' }] };
  return {
    title: `Remove \`${printable(rule.id, 80)}\` from this comment`,
    safety,
    edits: [{ file, span: withSeparator(ignore.rules, rule), newText: '' }],
  };
}

/** A rule and what parts it from the one before it, or from the one behind it where it is the first. */
function withSeparator(rules: readonly IgnoredRule[], rule: IgnoredRule): Span {
  const index = rules.indexOf(rule);
  const [before, behind] = [rules[index - 1], rules[index + 1]];
  return { start: before?.end ?? rule.start, end: before === undefined ? (behind?.start ?? rule.end) : rule.end };
}
