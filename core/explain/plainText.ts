import { printable } from '../text/printable.ts';
import { describe, knownTexts, type Description } from './describe.ts';
import type { Explained, ProbeSuggestion } from './explain.ts';

/** Explanations for a terminal. What comes from the text is made fit for it. */
export function explanationsText(explained: Explained, text: string): string {
  const descriptions = describe(explained, text);
  return descriptions.length === 0 ? nothingKnown(explained) : `${descriptions.map(section).join('\n\n')}\n`;
}

function section({ title, quote, printedBy, paragraphs, steps, places, targets }: Description): string {
  return [
    title,
    `  "${printable(quote, 400)}"`,
    `  printed by ${printedBy}`,
    ...paragraphs.map(({ heading, words }) => `  ${heading}: ${words}`),
    '  What to do:',
    ...steps.map((step, i) => `    ${i + 1}. ${step}`),
    ...places.map(
      ({ address, words, meant }) =>
        `  found: ${printable(address)} (${words}${meant === undefined ? '' : `, meant as ${printable(meant)}`})`,
    ),
    ...targets.map((it) => `  probe: ${commandOf(it)}`),
  ].join('\n');
}

/** A command to copy; of an address in brackets a shell would make names of files. */
function commandOf({ target, sni }: ProbeSuggestion): string {
  const shown = target.startsWith('[') ? `'${printable(target)}'` : printable(target);
  return `grpc-alpn probe ${shown}${sni === undefined ? '' : ` --sni ${printable(sni)}`}`;
}

function nothingKnown({ lookedFor }: Explained): string {
  const lists = knownTexts().flatMap(({ product, texts }) => [`  ${product}:`, ...texts.map((it) => `    ${it}`)]);
  return [`nothing known in this text; ${lookedFor} errors were looked for:`, ...lists, ''].join('\n');
}
