/** Configurations to measure with: what size can do to a parser, to an index and to a list. */

/** Lines of one server block of `plainServers`. */
export const LINES_PER_SERVER = 9;

/**
 * A configuration of many server blocks behind one port, as `nginx -t` takes it.
 *
 * @param {number} count
 */
export function plainServers(count) {
  return http(repeat(count, plainServer));
}

/** @param {number} i */
function plainServer(i) {
  const name = `service-${String(i).padStart(5, '0')}`;
  return `    server {
        listen 8080;
        server_name ${name}.internal.example.com ${name}.example.com;
        root /srv/www/${name}/public;
        location / {
            proxy_pass http://127.0.0.1:9000/${name}/;
            proxy_set_header Host $host;
        }
    }
`;
}

/** Lines of one file of `includedServers`. */
const LINES_PER_FILE = 50;

/**
 * A main file that includes many others, of 50 lines each.
 *
 * @param {number} count
 * @returns {Readonly<Record<string, string>>}
 */
export function includedServers(count) {
  const servers = Math.floor(LINES_PER_FILE / LINES_PER_SERVER);
  const comments = repeat(LINES_PER_FILE - servers * LINES_PER_SERVER, (i) => `# line ${i} of what this team runs\n`);
  return {
    'nginx.conf': http('    include conf.d/*.conf;\n'),
    ...Object.fromEntries(
      Array.from({ length: count }, (_, file) => [
        `conf.d/${String(file).padStart(4, '0')}.conf`,
        comments + repeat(servers, (i) => plainServer(file * servers + i)),
      ]),
    ),
  };
}

/**
 * One `map` of so many lines.
 *
 * @param {number} lines
 */
export function mapOfNames(lines) {
  return http(`    map $host $pool {\n${repeat(lines, (i) => `        h${i}.example.com p${i};\n`)}    }\n`);
}

/**
 * What would take quadratic time if something were looked for in a list: each a workspace of files, by how many things there are; their names say it for 10,000.
 *
 * @type {Readonly<Record<string, (count: number) => Readonly<Record<string, string>>>>}
 */
export const traps = {
  'a map of 100,000 entries': (count) => ({
    'nginx.conf': mapOfNames(count * 10),
  }),
  '10,000 upstream groups': (count) => ({
    'nginx.conf': http(
      repeat(count, (i) => `    upstream u${i} { server 10.0.0.1:50051; server 10.0.0.2:50051; }\n`) +
        repeat(
          count,
          (i) => `    server { listen 8080; server_name a${i}; location / { proxy_pass http://u${i}; } }\n`,
        ),
    ),
  }),
  '10,000 servers with grpc_pass and no HTTP/2': (count) => ({
    'nginx.conf': http(
      repeat(
        count,
        (i) => `    server {\n        listen 8443 ssl;\n        location / { grpc_pass grpc://a${i}:50051; }\n    }\n`,
      ),
    ),
    'go.mod': 'module example.com/orders\n\ngo 1.24\n\nrequire google.golang.org/grpc v1.68.0\n',
  }),
  '10,000 stream servers with comments and statements': (count) => ({
    'nginx.conf': `stream {\n${repeat(count, (i) => `    # the gRPC service ${i}\n    server { # grpc-alpn: grpc=yes\n        listen ${1024 + (i % 60_000)} ssl; proxy_ssl on; proxy_pass a${i}:50051;\n    }\n`)}}\n`,
  }),
  '10,000 files that are included': (count) => ({
    'nginx.conf': http('    include conf.d/*.conf;\n'),
    ...Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `conf.d/${i}.conf`,
        `server { listen 8080; server_name a${i}; location / { proxy_pass http://b; } }\n`,
      ]),
    ),
  }),
  '10,000 files that nothing includes': (count) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `conf.d/${i}.conf`,
        `server { listen 8080; server_name a${i}; location / { proxy_pass http://b; } }\n`,
      ]),
    ),
  '10,000 addresses of one server': (count) => ({
    'nginx.conf': http(
      `    server {\n${repeat(count, (i) => `        listen 10.0.${i >> 8}.${i & 255}:8443 ssl;\n`)}        http2 on;\n        location / { grpc_pass grpc://a:50051; }\n    }\n`,
    ),
  }),
};

/** @param {string} inside */
function http(inside) {
  return `worker_processes 1;
events {
    worker_connections 65536;
}
http {
    server_names_hash_max_size 262144;
    server_names_hash_bucket_size 128;
${inside}}
`;
}

/**
 * @param {number} count
 * @param {(index: number) => string} make
 */
function repeat(count, make) {
  return Array.from({ length: count }, (_, i) => make(i)).join('');
}
