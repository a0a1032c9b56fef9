import { describe, expect, it } from 'vitest';
import { recognise } from '../../../core/domains/nginx/recognise.ts';
import { filePath } from '../../../core/text/filePath.ts';

const at = filePath('/ws/etc/app.conf');

describe('what is nginx configuration, by its beginning', () => {
  it.each([
    ['a server', 'server {\n  listen 80;\n}\n'],
    ['a location that fits exactly', 'location = /health {\n  return 200;\n}\n'],
    ['a group', 'upstream app {\n  server 10.0.0.1:80;\n}\n'],
    ['a directive', 'proxy_set_header Host $host;\n'],
    ['code in Lua', 'server {\n  content_by_lua_block {\n    x = 1\n    ngx.say(x)\n  }\n}\n'],
    [
      'a log format over several lines',
      "log_format kv 'addr=$remote_addr '\n  'status=$status';\nserver { listen 80; }\n",
    ],
    [
      'a log format in one quote',
      "log_format kv '\n  addr=$remote_addr\n  status: $status\n';\nserver {\n listen 80;\n}\n",
    ],
    [
      'a directive over several lines',
      'proxy_cache_path /var/cache\n  levels=1:2\n  inactive=60m;\nserver {\n listen 80;\n}\n',
    ],
    ['a template', '{% set x = 1 %}\nserver {\n  listen {{ port }};\n}\n'],
    ['a comment with a setting', '# port = 80\nserver {\n  listen 80;\n}\n'],
  ])('%s is', (_name, text) => {
    expect(recognise(at, text)).toBe(true);
  });

  it.each([
    ['Logstash', 'input {\n  http {\n    port => 8080\n  }\n}\n'],
    ['HOCON', 'http {\n  server {\n    idle-timeout = 60 s\n  }\n}\n'],
    ['HOCON without spaces', 'http {\n  host="0.0.0.0"\n}\n'],
    ['HCL', 'datacenter = "dc1"\nserver {\n  enabled = true\n}\n'],
    ['NATS', 'port: 4222\nhttp {\n  port: 8222\n}\n'],
    ['FreeRADIUS', 'server {\n\tlisten {\n\t\ttype = auth\n\t}\n}\n'],
    ['an IRC server', 'server {\n  name = "hub.example.org";\n};\n'],
    [
      'a fragment under a header of another program',
      'name = "Laravel"\nlocation / {\n  try_files $uri /index.php;\n}\n',
    ],
    ['MPD', 'audio_output {\n\ttype "httpd"\n}\n'],
  ])('%s is not', (_name, text) => {
    expect(recognise(at, text)).toBe(false);
  });

  it('a file whose name begins with nginx is, but for one that reads like that of another program', () => {
    const named = filePath('/ws/nginx-agent.conf');
    expect(recognise(named, 'log:\n  # how much\n  level: info\n  path: /var/log/agent/\n')).toBe(false);
    expect(recognise(named, 'include mime.types;\n')).toBe(true);
    expect(recognise(named, 'map $a $b {\n  default: 1;\n}\nserver {\n  listen 80;\n}\n')).toBe(true);
    expect(recognise(named, 'init_by_lua_block {\n  x = 1\n}\n')).toBe(true);
  });

  it('a file called nginx.conf is, whatever stands in it', () => {
    expect(recognise(filePath('/ws/nginx.conf'), 'port = 80\nserver {\n}\n')).toBe(true);
  });
});
