/** The ways to what differs between two values of JSON: `/Resources/Listener/Properties/AlpnPolicy`. What only one of them has is not looked into. */
export function changedIn(before: unknown, after: unknown, at = ''): readonly string[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changedIn(before[key], after[key], `${at}/${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((it: unknown, i) => changedIn(it, after[i], `${at}/${i}`));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [at];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
