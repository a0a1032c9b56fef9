import { relativeTo, type FilePath } from '../text/filePath.ts';
import { COMMON_NAMES } from './link.ts';

/** What is left out of names beside those that are common: they say what kind of thing it is, and not which one. */
const KINDS = new Set(['apps', 'deploy', 'go', 'golang', 'grpcs', 'internal', 'microservices', 'pkg', 'rpc', 'svc']);

/** Shorter names say nothing. */
const SHORTEST = 3;

/**
 * What of a name tells it from others: `orders` of `orders-service`, `grpc_orders` and `Orders.go`.
 * `undefined`: nothing does.
 */
export function properName(name: string): string | undefined {
  const words = name
    .toLowerCase()
    .replace(/\.go$/, '')
    .split(/[-_]/)
    .filter((it) => it !== '' && !COMMON_NAMES.has(it) && !KINDS.has(it));
  const proper = words.join('-');
  return proper.length < SHORTEST ? undefined : proper;
}

/** What may be called like the host that a server runs on: the folders and the file that it stands in, and the last part of its module's path. */
export function ownNamesOf(folder: FilePath, file: FilePath, modulePath: string | undefined): ReadonlySet<string> {
  const path = (modulePath ?? '').replace(/\/v\d{1,4}$/, '');
  const names = [...relativeTo(folder, file).split('/'), path.slice(path.lastIndexOf('/') + 1)];
  return new Set(names.flatMap((it) => properName(it) ?? []));
}
