/** nginx's own words, as they stand in its log behind `[emerg]`. */
export function says(words: string): string {
  return `nginx says: ${words}`;
}

/** A directive that nothing ends. */
export function missingSemicolon(needsBlock: boolean, words: string): string {
  return `A ${needsBlock ? 'block, "{ … }",' : '";"'} is missing here. ${words}`;
}
