import { pathToFileURL } from 'node:url';

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
export async function typeInto({ connection, notified }, file, text, betweenServers) {
  const uri = pathToFileURL(file).href;
  /** @type {number[]} */
  const keystrokes = [];
  /** @type {number[]} */
  const roundTrips = [];
  let version = 1;

  /** @param {string} method @param {object} params */
  const sent = async (method, params) => {
    const published = notified('textDocument/publishDiagnostics', (it) => it.uri === uri && it.version === version);
    const start = performance.now();
    await connection.sendNotification(method, params);
    await published;
    return performance.now() - start;
  };
  /** @param {{ line: number, character: number }} at @param {string} inserted */
  const type = (at, inserted) => {
    version += 1;
    return sent('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text: inserted }],
    });
  };

  await sent('textDocument/didOpen', { textDocument: { uri, languageId: 'nginx', version, text } });
  const lines = text.split('\n');
  for (let i = 0; i < SERVERS; i++) {
    // Behind `root`, which each server block has: the blanks of the next line stand there already.
    const middle = Math.floor((lines.length * (i + 1)) / (SERVERS + 1));
    let line = lines.findIndex((it, at) => at > middle && it.startsWith('        location'));
    let character = 8;
    for (const letter of TYPED) {
      keystrokes.push(await type({ line, character }, letter));
      [line, character] = letter === '\n' ? [line + 1, 0] : [line, character + 1];
      const start = performance.now();
      await connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 0, character: 0 },
      });
      roundTrips.push(performance.now() - start);
    }
    await betweenServers();
  }
  return { keystrokes: keystrokes.slice(WARM_UP), roundTrips };
}
