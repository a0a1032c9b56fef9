import { baseName, type FilePath } from '../../text/filePath.ts';
import { withoutTemplateEnding } from './templateName.ts';

/** Folders whose files are nginx configuration whatever their names are. */
const FOLDERS =
  /\/(?:sites-available|sites-enabled|conf\.d|streams?-(?:available|enabled)|stream\.d|nginx(?:\/[^/]+)*|snippets)\/[^/]+$/;
const NAMES = /^(?:nginx[^/]*\.conf[^/]*|[^/]*\.nginx(?:\.conf)?|nginx)$/i;
/** No other program has a file of this name; `nginx-agent.conf` is YAML. */
const OWN_NAME = /^nginx\.conf/i;
/** What only looks like configuration: copies, packages' leftovers, other formats. */
const NEVER =
  /(?:~|\.(?:bak|orig|rej|swp|dpkg-\w+|rpm\w+|md|txt|html?|js|ts|py|sh|ya?ml|json|toml|pem|crt|key|log|gz|zip|png|jpe?g|service|lua|go|mod|sum))$/i;

/** Files of other programs that stand in folders called `nginx`, and may hold nginx configuration as a part. */
const PROGRAMS = /^(?:docker|container|make|jenkins|vagrant)file/i;

/** Whether a file may be nginx configuration, by its name; that of a template counts without the ending that makes it one. */
export function candidate(path: FilePath): boolean {
  const name = withoutTemplateEnding(path);
  if (NEVER.test(name) || PROGRAMS.test(baseName(path))) return false;
  return NAMES.test(baseName(name)) || name.endsWith('.conf') || FOLDERS.test(name);
}

/** A block or directive at a line's start that only nginx has. */
const TELLTALE =
  /^[ \t]*(?:(?:http|events|stream|server|upstream\s+\S+|location\s[^{;\n]{1,200})\s*\{|(?:proxy_pass|grpc_pass|fastcgi_pass|server_name|ssl_certificate|ssl_protocols|ssl_preread|ssl_alpn|proxy_ssl|worker_processes|proxy_set_header|add_header)\s[^;\n]{1,400};)/m;

/** A setting as programs have it whose blocks look like nginx's (HOCON, HCL, Logstash, NATS, FreeRADIUS): `port = 8080`, `port => 5044`, `port: 4222`. */
const FOREIGN =
  /^[ \t]*(?!location\b)[A-Za-z_][\w.-]{0,80}(?:[ \t]{1,20}(?:=>|\+?=(?!=))[ \t]{0,20}|=[ \t]{1,20}|=(?=")|:[ \t]{1,20})(?![$\s])/m;

/** Code of other languages inside of nginx's own blocks, which has such lines. */
const CODE = /_by_lua|\bperl\b|\bjs_/;

/** How much of a file tells what it is, in UTF-16 code units (at least the first 4 KiB). */
const HEAD = 4096;

/** Whether a candidate is nginx configuration. */
export function recognise(path: FilePath, text: string): boolean {
  const name = baseName(withoutTemplateEnding(path));
  // `nginx.template` is as likely a template of CloudFormation.
  const isNamed = NAMES.test(name) && (name.includes('.') || name === baseName(path));
  if (isNamed && OWN_NAME.test(name)) return true;
  const head = text.slice(0, HEAD);
  const isForeign = FOREIGN.test(head) && !CODE.test(head);
  return isNamed ? !isForeign || TELLTALE.test(head) : !isForeign && TELLTALE.test(head);
}
