import { baseName, type FilePath } from '../text/filePath.ts';

const DOCKERFILE = /^(?:(?:dockerfile|containerfile)(?:[.-][^/]{1,200})?|[^/]{1,200}\.(?:dockerfile|containerfile))$/i;
/** What is named after a Dockerfile and is none: `Dockerfile.md`, `dockerfile.go`. */
const OTHER = /\.(?:md|txt|go|js|ts|py|sh|rb|json|ya?ml|dockerignore|j2|tmpl|tpl|erb|bak|orig)$/i;
const COMPOSE = /^(?:docker-)?compose(?:[.-][^/]{1,200})?\.ya?ml$/i;

/** Whether a file is a compose file, by its name. */
export function isCompose(path: FilePath): boolean {
  return COMPOSE.test(baseName(path));
}

/** Whether a file is a Dockerfile, by its name. */
export function isDockerfile(path: FilePath): boolean {
  const name = baseName(path);
  return DOCKERFILE.test(name) && !OTHER.test(name);
}
