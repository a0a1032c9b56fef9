import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFACTORINGS } from '../../core/features/refactor/refactoring.ts';
import { readRefactorCases } from '../features/refactor/cases.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { nginxesUnderTest, testNginx, type NginxBinary } from './nginx.ts';
import { expectServed, nginxFiles, refactor } from './refactored.ts';
import { startRoom, type Room } from './room.ts';

const binaries = await nginxesUnderTest();
const GRPC_GO = ['v1.66.3', 'v1.85.0'] as const;

let room: Room;
beforeAll(async () => {
  room = await startRoom(GRPC_GO);
}, BUILD_TIMEOUT);
afterAll(() => room.stop());

const offered = REFACTORINGS.flatMap((id) =>
  readRefactorCases(id)
    .filter(({ refactored }) => Object.keys(refactored).length > 0)
    .map((subject) => ({ ...subject, title: `${id}, ${subject.name}` })),
);
/** Each with the versions that can load it: some have directives that older ones lack, or a module that is not built. */
const subjects: ((typeof offered)[number] & { readonly version: string; readonly nginx: NginxBinary })[] = [];
for (const nginx of binaries) {
  for (const subject of offered) {
    const { ok } = await testNginx({ nginx, files: nginxFiles(subject.texts) });
    if (ok) subjects.push({ ...subject, version: nginx.version, nginx });
  }
}

it.each(binaries)('has cases of both refactorings for nginx $version', ({ version }) => {
  const own = subjects.filter((it) => it.version === version);
  expect(new Set(own.map(({ id }) => id))).toEqual(new Set(REFACTORINGS));
  expect(own.length).toBeGreaterThan(offered.length / 2);
});

describe.each(subjects)('nginx $version: $title', (subject) => {
  it.each(GRPC_GO)('loads, and calls get through with grpc-go %s on both ends', async (grpcGo) => {
    await expectServed(room, grpcGo, await refactor(subject, subject.nginx));
  });
});
