import { nginx, parseNginxVersion, type NginxVersion } from '../nginxVersion.ts';

/** An image that runs nginx's own configuration. */
export interface NginxImage {
  /** `undefined`: the tag does not say. */
  readonly version: NginxVersion | undefined;
}

/** What is in front of a digest and of a tag. */
interface Reference {
  readonly repository: string;
  readonly tag: string | undefined;
}

/**
 * Images whose first three numbers of the tag are nginx's, and whose nginx.conf includes /etc/nginx/conf.d/*.conf in `http`: the official
 * one, nginxinc's, and OpenResty's, whatever registry or mirror stands in front.
 */
const REPOSITORIES =
  /^(?:(?:[^/]{1,200}\/)*(?:library\/nginx|(?:nginxinc|nginx)\/(?:nginx-unprivileged|nginx)|openresty\/openresty)|(?:[^/]*[.:$][^/]*\/|localhost\/)?nginx)$/;

/** nginx's image, by its reference: `nginx:1.27.3-alpine`. `undefined`: another one. */
export function nginxImage(reference: string): NginxImage | undefined {
  const { repository, tag } = readReference(reference);
  return REPOSITORIES.test(repository.toLowerCase()) ? { version: versionOf(tag ?? '') } : undefined;
}

function readReference(reference: string): Reference {
  const name = reference.split('@', 1)[0] ?? '';
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0
    ? { repository: name, tag: undefined }
    : { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** `1.27.3`, `1.27.3-alpine3.20`, OpenResty's `1.27.1.1-jammy`; of `1.26`, its last release. */
function versionOf(tag: string): NginxVersion | undefined {
  const [, line = '', patch] = /^(1\.\d{1,2})(?:\.(\d{1,2}))?(?:\.\d{1,2})?(?:-[\w.-]{0,100})?$/.exec(tag) ?? [];
  return patch === undefined ? LAST_OF_LINE.get(line) : parseNginxVersion(`${line}.${patch}`);
}

/** The last releases of lines that have ended, which is where a tag of two numbers leads (nginx.org/en/CHANGES of each). */
const LAST_OF_LINE: ReadonlyMap<string, NginxVersion> = new Map(
  [
    '1.13.12 1.14.2 1.15.12 1.16.1 1.17.10 1.18.0 1.19.10 1.20.2',
    '1.21.6 1.22.1 1.23.4 1.24.0 1.25.5 1.26.3 1.27.5',
  ].flatMap((it) => it.split(' ').map((text): [string, NginxVersion] => [text.replace(/\.\d+$/, ''), nginx(text)])),
);
