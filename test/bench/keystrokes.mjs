import { pathToFileURL } from 'node:url';
import { openIn } from './languageServer.mjs';

/** What is typed, character by character, into one server block after the other: half of the time a brace or a `;` is missing. */
const TYPED = `location /health {\n            return 204;\n        }\n        `;

const SERVERS = 6;
/** Keystrokes that only warm up. */
const WARM_UP = 60;

/**
 * Types into a file that is open in a language server, and waits after each keystroke for the diagnostics of that version.
 *
 * @param {Awaited<ReturnType<import('./languageServer.mjs').startLanguageServer>>} server
 * @param {string} file
 * @param {string} text
 * @param {() => Promise<void>} betweenServers
 * @returns {Promise<{ keystrokes: number[], roundTrips: number[] }>} Milliseconds.
 */
export async function typeInto(server, file, text, betweenServers) {
  const uri = pathToFileURL(file).href;
  /** @type {number[]} */
  const keystrokes = [];
  /** @type {number[]} */
  const roundTrips = [];
  const type = await openIn(server, file, 'nginx', text);
  const lines = text.split('\n');
  for (let i = 0; i < SERVERS; i++) {
    // Behind `root`, which each server block has: the blanks of the next line stand there already.
    const middle = Math.floor((lines.length * (i + 1)) / (SERVERS + 1));
    let line = lines.findIndex((it, at) => at > middle && it.startsWith('        location'));
    let character = 8;
    for (const letter of TYPED) {
      keystrokes.push(await type({ line, character }, 0, letter));
      [line, character] = letter === '\n' ? [line + 1, 0] : [line, character + 1];
      const start = performance.now();
      await server.connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 0, character: 0 },
      });
      roundTrips.push(performance.now() - start);
    }
    await betweenServers();
  }
  return { keystrokes: keystrokes.slice(WARM_UP), roundTrips };
}
