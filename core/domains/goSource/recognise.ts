import type { Units } from '../domain.ts';
import { baseName, folderOf, type FilePath } from '../../text/filePath.ts';

/** Larger files are not written by hand, in UTF-16 code units. */
const MOST = 1024 * 1024;

/** Generators state themselves in front of the package (https://go.dev/s/generatedcode). */
const GENERATED = /^\/\/ Code generated [^\n]{0,400}DO NOT EDIT\.\r?$/m;

/** A constraint by which no build takes a file, unless somebody names it. */
const NOT_BUILT = /^\/\/(?:go:build|[ \t]*\+build)[ \t]+ignore[ \t]*\r?$/m;

/** What a file imports that serves gRPC, opens connections for it, or makes credentials. */
const IMPORTS = [
  '"google.golang.org/grpc"',
  '"google.golang.org/grpc/credentials',
  '"google.golang.org/grpc/experimental/credentials"',
  '"google.golang.org/grpc/security/advancedtls"',
  '"google.golang.org/grpc/xds"',
];

/** The variable by which grpc-go's check is switched off. */
export const VARIABLE = 'GRPC_ENFORCE_ALPN_ENABLED';

/** Whether a file is Go source, by its name. */
export function candidate(path: FilePath): boolean {
  return baseName(path).endsWith('.go');
}

/** Whether a file of tests: built into no program. */
export function isTest(path: FilePath): boolean {
  return path.endsWith('_test.go');
}

/** Whether a candidate has to do with grpc-go. Of tests, only those that set the variable. */
export function recognise(path: FilePath, text: string): boolean {
  return candidate(path) && !isSkipped(path, text) && [VARIABLE, ...IMPORTS].some((it) => text.includes(it));
}

/**
 * What a file without grpc-go mentions where it can matter to one with it: TLS and its settings, listeners, servers, addresses. Of most
 * packages that is a small part, and what is left out costs neither time nor memory.
 */
const MATTERS =
  /tls|grpc|cmux|[Ll]isten|Dial|Serve|[Cc]redential|NextProto|Protos|ConfigForClient|"h2"|"http\/1|net\.|http\.|\bport|Port|[Aa]ddr|Setenv/;

/** The files of a folder make a package: where one has to do with grpc-go, the others may hold what it uses. When a package is initialised, all of its imports tell. */
export const units: Units = {
  of: folderOf,
  joins: (path, text, beside) =>
    !isSkipped(path, text) && (MATTERS.test(text) || beside.some((it) => it.includes(VARIABLE))),
};

/** Whether nothing is concluded from a file of a package: it is generated, larger than what people write, or one of the tests. */
function isSkipped(path: FilePath, text: string): boolean {
  const head = text.slice(0, 4096);
  return (
    text.length > MOST || GENERATED.test(head) || NOT_BUILT.test(head) || (isTest(path) && !text.includes(VARIABLE))
  );
}
