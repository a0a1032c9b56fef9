/** Whether a message of a page has a number of a place or a revision here. */
export function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
