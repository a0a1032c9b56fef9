import { behaviour, type GoVersion } from '../alpn/index.ts';
import type { Project } from '../project/project.ts';
import type { FilePath } from '../text/filePath.ts';
import { knownGrpcGo } from './goFinding.ts';
import { returnedWithoutH2 } from './goReturnedConfig.ts';
import type { Rule } from './rule.ts';

/** Reports a configuration without h2 that `GetConfigForClient` returns to a grpc-go server which does not complete it yet: pull request 7754 came with 1.68.0. */
export const grpcGoGetConfigForClient: Rule = {
  id: 'grpc-go-getconfigforclient',
  summary: 'A grpc-go server below 1.68.0 takes what `GetConfigForClient` returns, without h2',
  *check(project) {
    for (const serving of project.goSource.servings) {
      const { kind, credentials, at, config } = serving;
      if (kind !== 'credentials' || credentials?.kind !== 'tls' || config?.getConfigForClient === undefined) continue;
      const version = knownGrpcGo(project, at.file);
      if (version === undefined) continue;
      const { completesGetConfigForClient, enforces } = behaviour({ version, credentials: 'tls' });
      if (completesGetConfigForClient) continue;
      yield* returnedWithoutH2(project, serving, (_, failure) =>
        messageFor(builtWith(project, at.file, version), failure, enforces),
      );
    }
  },
};

/** Of a version that is only stated, nothing is built with it yet. */
function builtWith(project: Project, file: FilePath, { text }: GoVersion): string {
  return project.options.grpcGoVersionFor(file) === undefined
    ? `is built with ${text}`
    : `is assumed to be built with ${text}`;
}

/** @param enforces whether the server itself refuses what selects nothing: grpc-go 1.67 does, and does not add h2 yet */
function messageFor(built: string, failure: 'broke-at-1.67' | 'never-worked', enforces: boolean): string {
  const uses = `\`credentials.NewTLS\` adds h2 to what \`GetConfigForClient\` returns only since grpc-go 1.68.0. The server of this module ${built} and`;
  const older = enforces
    ? 'older ones are hung up on by the server itself and print "error reading server preface: EOF".'
    : 'older ones still connect.';
  return failure === 'broke-at-1.67'
    ? `${uses} selects no protocol here. A grpc-go client refuses that since 1.67.0 and prints "credentials: cannot check peer: missing selected ALPN property"; ${older}`
    : `${uses} selects none that grpc-go offers. Every grpc-go client prints "remote error: tls: no application protocol"; that has never worked.`;
}
