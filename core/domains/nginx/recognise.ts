import { baseName, type FilePath } from '../../text/filePath.ts';

/** Folders whose files are nginx configuration whatever their names are. */
const FOLDERS =
  /\/(?:sites-available|sites-enabled|conf\.d|streams?-(?:available|enabled)|stream\.d|nginx(?:\/[^/]+)*|snippets)\/[^/]+$/;
const NAMES = /^(?:nginx[^/]*\.conf[^/]*|[^/]*\.nginx(?:\.conf)?|nginx)$/i;
/** What only looks like configuration: copies, packages' leftovers, other formats. */
const NEVER =
  /(?:~|\.(?:bak|orig|rej|swp|dpkg-\w+|rpm\w+|md|txt|html?|js|ts|py|sh|ya?ml|json|toml|pem|crt|key|log|gz|zip|png|jpe?g|service|lua|go|mod|sum))$/i;

/** Whether a file may be nginx configuration, by its name. */
export function candidate(path: FilePath): boolean {
  if (NEVER.test(path)) return false;
  return NAMES.test(baseName(path)) || path.endsWith('.conf') || path.endsWith('.conf.template') || FOLDERS.test(path);
}

/** A block or directive at a line's start that only nginx has. */
const TELLTALE =
  /^[ \t]*(?:(?:http|events|stream|server|upstream\s+\S+|location\s[^{;\n]{1,200})\s*\{|(?:proxy_pass|grpc_pass|fastcgi_pass|server_name|ssl_certificate|ssl_protocols|ssl_preread|ssl_alpn|proxy_ssl|worker_processes|proxy_set_header|add_header)\s[^;\n]{1,400};)/m;

/** Whether a candidate is nginx configuration. `head` = its first 4 KiB. */
export function recognise(path: FilePath, head: string): boolean {
  return NAMES.test(baseName(path)) || TELLTALE.test(head);
}
