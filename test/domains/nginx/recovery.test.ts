import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/nginx/parse.ts';
import type { Directive } from '../../../core/domains/nginx/tree.ts';
import { fixtures } from './fixtures.ts';
import { outlineOf, problemsOf } from './outline.ts';

/** A configuration in which one server is half typed: what stands there comes in the middle of it. */
function typing(line: string): string {
  return `stream {
    upstream a {
        server b:1;
    }
    server {
        listen 442 ssl;
        proxy_pass a;
    }
    server {
        proxy_ssl on;
        ${line}
        proxy_pass a;
        allow all;
    }
    server {
        listen 444;
        proxy_pass a;
    }
}
`;
}
const before = 'stream { upstream a { server b:1; } server { listen 442 ssl; proxy_pass a; } server { proxy_ssl on;';
const behind = 'proxy_pass a; allow all; } server { listen 444; proxy_pass a; } }';

describe('half-typed lines cost nothing else', () => {
  it.each([
    ['listen 443 ssl', 'listen 443 ssl<;>', 'invalid parameter "proxy_pass"'],
    ['listen 443', 'listen 443<;>', 'invalid parameter "proxy_pass"'],
    ['listen', 'listen<;>', 'invalid parameter "proxy_pass"'],
    ['proxy_timeout 5s', 'proxy_timeout 5s<;>', 'invalid number of arguments in "proxy_timeout" directive'],
    ['ssl_protocols TLSv1.2', 'ssl_protocols TLSv1.2<;>', 'invalid parameter "proxy_pass"'],
  ])('%s', (line, outline, words) => {
    expect(outlineOf(typing(line))).toBe(`${before} ${outline} ${behind}`);
    expect(problemsOf(typing(line))).toEqual([
      `${JSON.stringify(line.split(' ').at(-1))}: A ";" is missing here. nginx says: ${words}`,
    ]);
  });

  it.each([
    ['server_name x', 'server_name x<;>'],
    ['server_name', 'server_name<;>'],
    ['ssl_alpn h2', 'ssl_alpn h2<;>'],
    ['lis', 'lis<;>'],
  ])('%s, which nginx may take together with the next line', (line, outline) => {
    expect(outlineOf(typing(line))).toBe(`${before} ${outline} ${behind}`);
    expect(problemsOf(typing(line))).toEqual([]);
  });

  it.each([
    ['listen 443 ssl {', 'listen 443 ssl { <}>'],
    ['}', ''],
    ['ssl_certificate "a;', 'ssl_certificate a;'],
    ['ssl_certificate "a', 'ssl_certificate a<;>'],
    ["ssl_certificate 'a b;", 'ssl_certificate [a b];'],
    ['listen 443 ssl}', undefined],
    ['{', ''],
    [';', ''],
    [';;', ''],
  ])('%s', (line, outline) => {
    expect(problemsOf(typing(line))).not.toEqual([]);
    if (outline !== undefined)
      expect(outlineOf(typing(line))).toBe(`${before} ${outline} ${behind}`.replaceAll('  ', ' '));
    expect(outlineOf(typing(line))).toContain('server { listen 444; proxy_pass a; }');
  });

  it('the last line of a block', () => {
    const text = 'stream {\n    server {\n        listen 443 ssl\n    }\n    server { listen 444\n    }\n}\n';
    expect(outlineOf(text)).toBe('stream { server { listen 443 ssl<;> } server { listen 444<;> } }');
    expect(problemsOf(text)).toEqual([
      '"ssl": A ";" is missing here. nginx says: unexpected "}"',
      '"444": A ";" is missing here. nginx says: unexpected "}"',
    ]);
  });

  it('the last line of the text', () => {
    expect(outlineOf('http { server { listen 1; lis')).toBe('http { server { listen 1; lis<;> <}> <}>');
    expect(problemsOf('listen 80')).toEqual([
      '"80": A ";" is missing here. nginx says: unexpected end of file, expecting ";" or "}"',
    ]);
    expect(problemsOf('events { }\nhttp')).toEqual([
      '"http": A block, "{ … }", is missing here. nginx says: unexpected end of file, expecting ";" or "}"',
    ]);
  });

  it('a block’s name', () => {
    const text = 'server {\n    location /a\n    server_name b;\n    location /c { }\n}\n';
    expect(outlineOf(text)).toBe('server { location /a<;> server_name b; location /c { } }');
    expect(problemsOf(text.replace(' b;', ' b c;'))).toEqual([
      '"/a": A block, "{ … }", is missing here. nginx says: invalid number of arguments in "location" directive',
    ]);
  });

  it('several at once', () => {
    expect(outlineOf('server {\n listen 80\n listen 81\n proxy_pass a\n allow all\n}')).toBe(
      'server { listen 80<;> listen 81<;> proxy_pass a<;> allow all<;> }',
    );
  });

  it('a block that follows', () => {
    const text = 'server {\n    listen 80\n    location / {\n        root x;\n    }\n}\n';
    expect(outlineOf(text)).toBe('server { listen 80<;> location / { root x; } }');
    expect(problemsOf(text)).toEqual([
      '"80": A ";" is missing here. nginx says: directive "listen" is not terminated by ";"',
    ]);
  });
});

describe('words on further lines stay words', () => {
  it.each([
    ['server {\n    listen 80\n        ssl\n        http2;\n}', 'server { listen 80 ssl http2; }'],
    ['server {\n    listen 80\n    ssl\n    http2;\n}', 'server { listen 80 ssl http2; }'],
    ['server {\n    server_name\n        server\n        map;\n}', 'server { server_name server map; }'],
    ['http {\n    proxy_next_upstream error\n    timeout;\n}', 'http { proxy_next_upstream error timeout; }'],
    ['http { server {\n    error_page 404\n    "listen";\n} }', 'http { server { error_page 404 listen; } }'],
  ])('%j', (text, outline) => {
    expect(outlineOf(text)).toBe(outline);
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('a missing "{"', () => {
  it.each([
    [
      'http {\n    server\n        listen 80;\n    }\n    gzip on;\n}',
      'http { server <{> listen 80; } gzip on; }',
      'server',
    ],
    ['server {\n    location /\n        root x;\n    }\n}', 'server { location / <{> root x; } }', 'location'],
    ['http {\nserver\nlisten 80;\n}\n}', 'http { server <{> listen 80; } }', 'server'],
  ])('%j', (text, outline, name) => {
    expect(outlineOf(text)).toBe(outline);
    expect(problemsOf(text)).toEqual([
      `"${name}": "${name}" needs a block, "{ … }". nginx says: directive "${name}" has no opening "{"`,
    ]);
  });
});

describe('a missing "}"', () => {
  const unclosed = ['"{": This block is not closed. nginx says: unexpected end of file, expecting "}"'];

  it.each([
    [
      'a directive that can only stand further out',
      'http {\nserver {\nlisten 1;\nlocation / {\nroot x;\n}\nserver {\nlisten 2;\n}\n}\n',
      'http { server { listen 1; location / { root x; } <}> server { listen 2; } }',
    ],
    [
      'the "}" of the block around',
      'http {\n    server {\n        location / {\n            root x;\n    }\n    server {\n        listen 2;\n    }\n}\n',
      'http { server { location / { root x; <}> } server { listen 2; } }',
    ],
    [
      'a header at the same column',
      'server {\n    location / {\n        root x;\n    location /b {\n        root y;\n    }\n}\n',
      'server { location / { root x; <}> location /b { root y; } }',
    ],
    [
      'entries',
      'http {\n  map $a $b {\n    default 0;\n  server {\n    listen 2;\n  }\n}\n',
      'http { map $a $b { = default 0; <}> server { listen 2; } }',
    ],
    ['the end of the text', 'events { }\nhttp {\n    gzip on;\n', 'events { } http { gzip on; <}>'],
    [
      'tabs',
      'http {\n\tserver {\n\t\tlisten 1;\n\tserver {\n\t\tlisten 2;\n\t}\n}\n',
      'http { server { listen 1; <}> server { listen 2; } }',
    ],
    [
      'the next main block',
      'http {\n server { listen 1; }\nstream {\n server { listen 2; }\n}\n',
      'http { server { listen 1; } <}> stream { server { listen 2; } }',
    ],
  ])('shows at %s', (_, text, outline) => {
    expect(outlineOf(text)).toBe(outline);
    expect(problemsOf(text)).toEqual(unclosed);
  });

  it('does not make well closed blocks of other modules close', () => {
    const text = 'rtmp {\n server {\n  application a {\n   http;\n   stream { }\n  }\n }\n}\nhttp {\n';
    expect(outlineOf(text)).toBe('rtmp { server { application a { http; stream { } } } } http { <}>');
  });

  it('a directive in a wrong place closes nothing while the braces fit', () => {
    expect(outlineOf('http { server { location / { listen 80; } } }')).toBe(
      'http { server { location / { listen 80; } } }',
    );
  });

  it('the "}" at a word’s end', () => {
    const text = 'http {\n    server { listen 1}\n    server { listen 2; }\n}\n';
    expect(outlineOf(text)).toBe('http { server { listen 1<;> } server { listen 2; } }');
  });
});

describe('one "}" too many', () => {
  it.each([
    ['at the end', 'events { }\n}\n', 'events { }'],
    [
      'in the middle',
      'http {\n    server {\n    }\n    }\n    server {\n        listen 2;\n    }\n}\n',
      'http { server { } server { listen 2; } }',
    ],
    [
      'where a header is gone',
      'http {\n    server {\n            root x;\n        }\n        root y;\n    }\n}\n',
      'http { server { root x; root y; } }',
    ],
  ])('%s', (_, text, outline) => {
    expect(outlineOf(text)).toBe(outline);
    expect(problemsOf(text)).toEqual(['"}": This "}" closes nothing. nginx says: unexpected "}"']);
  });
});

describe('an open quote', () => {
  it.each([
    ['add_header A "b;\nadd_header C "d e";', 'add_header A b; add_header C [d e];', 'unexpected "d"'],
    ['add_header A "b;\nlisten 80;', 'add_header A b; listen 80;', 'unexpected end of file, expecting ";" or "}"'],
    [
      "log_format a 'b'\n  'c;\nlisten 80;",
      'log_format a b c; listen 80;',
      'unexpected end of file, expecting ";" or "}"',
    ],
    ['location "/a {\n    root x;\n}', 'location /a { root x; }', 'unexpected end of file, expecting ";" or "}"'],
    ['server {\n    return 200 "a;\n}', 'server { return 200 a; }', 'unexpected end of file, expecting ";" or "}"'],
    ['return 200 "a;', 'return 200 a;', 'unexpected end of file, expecting ";" or "}"'],
    [
      `return 200 "a;\nset $b ${'c'.repeat(5000)}\n"d";`,
      `return 200 a; set $b ${'c'.repeat(5000)} d;`,
      'too long parameter, probably missing terminating """ character',
    ],
  ])('%j', (text, outline, words) => {
    expect(outlineOf(text)).toBe(outline);
    expect(problemsOf(text)[0]).toContain(`: This quote is not closed. nginx says: ${words}`);
  });

  it('text on several lines is not taken for one', () => {
    const text = "content_by_lua '\nreturn 1\nlisten 80;\n';\nlisten 81;";
    expect(outlineOf(text)).toBe('content_by_lua [\nreturn 1\nlisten 80;\n]; listen 81;');
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('Lua that is not closed', () => {
  it('ends at the next line of nginx', () => {
    const text = 'server {\n  content_by_lua_block {\n    a = "{\n    return 1\n  }\n  listen 80;\n}\n';
    expect(outlineOf(text)).toBe('server { content_by_lua_block { lua } listen 80; }');
    expect(problemsOf(text)).toEqual([
      '"{": This block of Lua is not closed. nginx says: unexpected end of file, expecting terminating characters for lua code block',
    ]);
  });

  it('may reach the end of the text', () => {
    expect(outlineOf('content_by_lua_block { a = {')).toBe('content_by_lua_block { lua <}>');
  });
});

describe('one character less, anywhere', () => {
  const config = fixtures.find(({ name }) => name === 'http.conf')?.text ?? '';
  const serversOf = (directives: readonly Directive[]): number =>
    directives.reduce(
      (sum, { name, block }) =>
        sum +
        (name.value === 'server' && block !== undefined ? 1 : 0) +
        (name.value === 'http' ? serversOf(block?.children ?? []) : 0),
      0,
    );

  it('keeps every server block where it is', () => {
    const lost: string[] = [];
    for (let i = 0; i < config.length; i++) {
      if (!';{}"\''.includes(config.charAt(i))) continue;
      const text = config.slice(0, i) + config.slice(i + 1);
      const { directives } = parse(text).tree;
      const http = directives.filter(({ name }) => name.value === 'http');
      if (http.length !== 1 || serversOf(http) !== 2)
        lost.push(`${i} ${JSON.stringify(config.slice(i - 30, i + 5))}: ${serversOf(directives)}`);
    }
    expect(lost).toEqual([]);
  });
});
