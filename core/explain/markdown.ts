import { markdownCode } from '../text/printable.ts';
import { describe, knownTexts, type Description } from './describe.ts';
import type { Explained } from './explain.ts';

/** Explanations as a page: rendered in the editor, or pasted into a ticket. What comes from the text stands in code spans: no markup, link or command comes of it. */
export function explanationsMarkdown(explained: Explained, text: string): string {
  const descriptions = describe(explained, text);
  if (descriptions.length === 0) return nothingKnown(explained);
  const more =
    descriptions.length === 1
      ? ''
      : `${descriptions.length} known errors are in this text, what is about ALPN first.\n\n`;
  return `# gRPC ALPN: what this error means\n\n${more}${descriptions.map(section).join('\n')}`;
}

function section({ title, quote, printedBy, paragraphs, steps, places }: Description): string {
  return [
    `## ${title}`,
    markdownCode(quote, 400),
    `Printed by ${printedBy}.`,
    ...paragraphs.map(({ heading, words }) => `**${heading}.** ${words}`),
    '**What to do**',
    steps.map((step, i) => `${i + 1}. ${step}`).join('\n'),
    ...(places.length === 0
      ? []
      : [
          '**Found in the text**',
          places
            .map(
              ({ address, words, meant }) =>
                `- ${markdownCode(address, 300)}: ${words}${meant === undefined ? '' : `, meant as ${markdownCode(meant, 300)}`}`,
            )
            .join('\n'),
        ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function nothingKnown({ lookedFor }: Explained): string {
  const lists = knownTexts().map(
    ({ product, texts }) => `**${product}**\n\n${texts.map((it) => `- ${markdownCode(it)}`).join('\n')}\n`,
  );
  return `# gRPC ALPN: nothing known in this text\n\nNone of ${lookedFor} errors around gRPC, TLS and ALPN stands in it. These were looked for; upper and lower case count, line breaks do not.\n\n${lists.join('\n')}`;
}
