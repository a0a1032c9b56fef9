import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/nginx/parse.ts';
import { checkTree } from './checkTree.ts';
import { fixtures } from './fixtures.ts';
import { outlineOf, problemsOf } from './outline.ts';

describe('every fixture', () => {
  it.each(fixtures)('$name has a tree that fits it and no problem', ({ name, text }) => {
    const result = parse(text);
    checkTree(text, result);
    expect(problemsOf(text)).toEqual(
      name === 'bom.conf' ? [expect.stringContaining('unknown directive "\\xEF\\xBB\\xBFevents"')] : [],
    );
    expect(result.tree.template).toBe(false);
  });
});

describe('directives and blocks', () => {
  it('have spans from the name to the end', () => {
    const text = ' a b ; c { d; } ';
    const [first, second] = parse(text).tree.directives;
    expect(first).toMatchObject({ start: 1, end: 6, hasSemicolon: true, block: undefined });
    expect(second).toMatchObject({
      start: 7,
      end: 15,
      hasSemicolon: false,
      block: { start: 9, end: 15, hasOpen: true, hasClose: true, body: 'directives' },
    });
    expect(second?.block?.children[0]).toMatchObject({ start: 11, end: 13 });
  });

  it('nest', () => expect(outlineOf('a{b{c;}d;}e;')).toBe('a { b { c; } d; } e;'));
  it('may be empty', () => expect(outlineOf('')).toBe(''));
  it('may be a fragment', () =>
    expect(outlineOf('listen 80;\nlocation / { root x; }')).toBe('listen 80; location / { root x; }'));
});

describe('blocks with bodies of their own', () => {
  it.each([
    ['http { types { a b\n c; } }', 'http { types { = a b c; } }'],
    ['http { map $a $b { default 0; include x; "" 1; } }', 'http { map $a $b { = default 0; include x; [] 1; } }'],
    ['stream { geo $a { default 0; 10.0.0.0/8 1; } }', 'stream { geo $a { = default 0; 10.0.0.0/8 1; } }'],
    ['http { split_clients $a $b { 1% x; * y; } }', 'http { split_clients $a $b { = 1% x; * y; } }'],
    ['http { charset_map a b { 80 E2; } }', 'http { charset_map a b { = 80 E2; } }'],
    ['map $a $b { server\n 1; listen { } }', 'map $a $b { = server 1; listen { } }'],
  ])('%j', (text, outline) => expect(outlineOf(text)).toBe(outline));

  it('hold no blocks', () => {
    expect(problemsOf('http { map $a $b { c { } } }')).toEqual([
      '"{": No block can stand in "map". nginx says: unexpected "{"',
    ]);
  });

  it.each([
    ['content_by_lua_block { }', ''],
    ['content_by_lua_block { a = { b = {} } }', ''],
    [`content_by_lua_block { a = "}" .. '{' .. "\\"}" }`, ''],
    ['content_by_lua_block { -- }\n }', ''],
    ['content_by_lua_block { --[[ }\n } ]] }', ''],
    ['content_by_lua_block { --[ }\n }', ''],
    ['content_by_lua_block { a = [[ } ]] .. [=[ ]] } ]=] b[c[1]] = 2 }', ''],
    ['set_by_lua_block $a { return "{" }', ''],
  ])('Lua: %j', (text) => {
    const { tree, problems } = parse(`${text} listen 80;`);
    expect(problems).toEqual([]);
    expect(tree.directives).toHaveLength(2);
    expect(tree.directives[0]?.block).toMatchObject({ body: 'lua', children: [], end: text.length });
    expect(tree.directives[1]?.name.value).toBe('listen');
  });

  it('Lua holds no comments of nginx', () => expect(parse('content_by_lua_block { # }\n').tree.comments).toEqual([]));
});

describe('what the generated table tells for certain', () => {
  it.each([
    [
      'http { listen { } }',
      '"{": "listen" has no block: a ";" is missing. nginx says: directive "listen" is not terminated by ";"',
    ],
    [
      'http { upstream a { server b { } } }',
      '"{": "server" has no block: a ";" is missing. nginx says: directive "server" is not terminated by ";"',
    ],
    [
      'http { server; }',
      '"server": "server" needs a block, "{ … }". nginx says: directive "server" has no opening "{"',
    ],
    [
      'server { location /; }',
      '"location": "location" needs a block, "{ … }". nginx says: directive "location" has no opening "{"',
    ],
    [
      'http { } stream;',
      '"stream": "stream" needs a block, "{ … }". nginx says: directive "stream" has no opening "{"',
    ],
  ])('%j', (text, problem) => expect(problemsOf(text)).toEqual([problem]));

  it.each([
    ['a map may include this file', 'http 1;\nmail 2;'],
    ['a server of an upstream', 'http { upstream a { server b; } }'],
    ['a server in a file that an upstream may include', 'server a;'],
    ['another module’s block', 'rtmp { server { listen { } location; } }'],
    ['another module’s directive', 'http { vhost_traffic_status_zone; geoip2 a { $b country; } }'],
    ['a wrong place', 'http { events { } ssl_preread on; }'],
    ['too many arguments', 'http { server a { root b c d; } }'],
    ['words on further lines', 'http { server { listen 80\n ssl\n http2; } }'],
    ['a list on further lines', 'http { server { server_name\n server\n mail\n http; } }'],
    ['values that look like directives', 'http { access_log a b\n gzip; }'],
  ])('is silent about %s', (_, text) => expect(problemsOf(text)).toEqual([]));
});

describe('templates', () => {
  const isTemplate = (text: string) => parse(text).tree.template;

  it.each([
    ['listen ${PORT};', true],
    ['listen ${NGINX_PORT:-80};', true],
    ['set $a ${host};', false],
    ['set $a ${Host}x;', false],
    ['# ${PORT}\nlisten 80;', false],
    ['listen 80; # ${PORT}', false],
    ['listen 80#${PORT};', true],
    ['listen {{ port }};', true],
    ['# {{ ansible_managed }}\nlisten 80;', false],
    ['server {{ listen 80; }}', false],
    ['server {{\n listen 80;\n}}', false],
    ['{% if a %}\nlisten 80;\n{% endif %}', true],
    ['<% if a %>\nlisten <%= port %>;\n<% end %>', true],
    ['return 200 "100%>50%";', false],
    ['log_format a \'{"b": {"c": "$d"}}\';', false],
  ])('%j: %s', (text, expected) => expect(isTemplate(text)).toBe(expected));

  it('have a tree all the same', () => {
    const text = `{{ header }}
server {
    listen {{ port }} ssl;
    {% if http2 %}
    http2 on;
    {% endif %}
    server_name {{ name | default("a.example") }}.test "{{ names["b"] }}";
    <% servers.each do |s| %>
    listen <%= s[:port] %>:80;
    <% end %>
    set $a \${B};
}
`;
    expect(outlineOf(text)).toBe(
      'server { listen [{{ port }}] ssl; http2 on; server_name [{{ name | default("a.example") }}.test] [{{ names["b"] }}]; listen [<%= s[:port] %>:80]; set $a [${B}]; }',
    );
    expect(problemsOf(text)).toEqual([]);
  });

  it('have no problems', () => expect(problemsOf('a {{ b }} { } } ; "c"d')).toEqual([]));
});
