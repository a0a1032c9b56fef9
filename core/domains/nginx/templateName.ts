import { filePath, type FilePath } from '../../text/filePath.ts';

/** Endings of files that another program makes the real one of: envsubst, Jinja, Go templates, consul-template, ERB. */
const ENDING = /\.(?:template|j2|jinja2?|tmpl|tpl|gotmpl|gotpl|ctmpl|erb)$/i;

/** The ending that makes a file a template by its name: `.j2`; empty for others. */
export function templateEnding(path: string): string {
  return ENDING.exec(path)?.[0] ?? '';
}

/** A file's name without the ending that makes it a template: `nginx.conf` of `nginx.conf.j2`. */
export function withoutTemplateEnding(path: FilePath): FilePath {
  return filePath(path.slice(0, path.length - templateEnding(path).length));
}
