import { baseName, type FilePath } from '../../text/filePath.ts';

/** More than this is neither a Dockerfile nor a compose file that a person wrote, in UTF-16 code units. */
const MOST = 512 * 1024;

const DOCKERFILE = /^(?:(?:dockerfile|containerfile)(?:[.-][^/]{1,200})?|[^/]{1,200}\.(?:dockerfile|containerfile))$/i;
/** What is named after a Dockerfile and is none: `Dockerfile.md`, `dockerfile.go`. */
const OTHER = /\.(?:md|txt|go|js|ts|py|sh|rb|json|ya?ml|dockerignore|j2|tmpl|tpl|erb|bak|orig)$/i;
const COMPOSE = /^(?:docker-)?compose(?:[.-][^/]{1,200})?\.ya?ml$/i;

/** Whether a file may be a Dockerfile or a compose file, by its name. */
export function candidate(path: FilePath): boolean {
  return isDockerfile(path) || isCompose(path);
}

/** Whether a file is a compose file, by its name. */
export function isCompose(path: FilePath): boolean {
  return COMPOSE.test(baseName(path));
}

function isDockerfile(path: FilePath): boolean {
  const name = baseName(path);
  return DOCKERFILE.test(name) && !OTHER.test(name);
}

/** Whether a candidate is one of both. */
export function recognise(path: FilePath, text: string): boolean {
  return candidate(path) && text.length <= MOST;
}
