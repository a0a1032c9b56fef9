import { createHash } from 'node:crypto';

/** Stands for a text: another text has another one. */
export function textToken(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
