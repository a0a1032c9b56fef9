import { setFlagsFromString } from 'node:v8';
import { run } from './commandLine.ts';
import { processTerminal } from './terminal.ts';

// The room for new objects grows to its full size at once, not in steps at each of which all of a large tree is copied: a tenth of the time.
setFlagsFromString('--semi-space-growth-factor=16');

run(process.argv.slice(2), processTerminal()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `grpc-alpn: a mistake of this program: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 70;
  },
);
