import { createRequire } from 'node:module';
import * as path from 'node:path';

/** Runs the language server of the bundle beside this one; it talks over standard input and output, and ends the process itself. */
export function runLanguageServer(): Promise<number> {
  createRequire(__filename)(path.join(__dirname, 'server.js'));
  return new Promise(() => {
    // The server ends the process when its client says `exit` or goes away.
  });
}
