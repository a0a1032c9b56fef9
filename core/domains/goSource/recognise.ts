import { baseName, type FilePath } from '../../text/filePath.ts';
import { GRPC_PACKAGE } from './servers.ts';

/** Larger files are not written by hand, in UTF-16 code units. */
const MOST = 1024 * 1024;

/** Generators state themselves in front of the package (https://go.dev/s/generatedcode). */
const GENERATED = /^\/\/ Code generated [^\n]{0,400}DO NOT EDIT\.\r?$/m;

/** Whether a file is Go source that is built into a program, by its name. */
export function candidate(path: FilePath): boolean {
  const name = baseName(path);
  return name.endsWith('.go') && !name.endsWith('_test.go');
}

/** Whether a candidate makes servers of grpc-go. */
export function recognise(path: FilePath, text: string): boolean {
  return (
    candidate(path) &&
    text.length <= MOST &&
    text.includes(`"${GRPC_PACKAGE}"`) &&
    text.includes('.NewServer(') &&
    !GENERATED.test(text.slice(0, 4096))
  );
}
