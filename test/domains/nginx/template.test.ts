import { describe, expect, it } from 'vitest';
import { candidate, recognise } from '../../../core/domains/nginx/recognise.ts';
import { parse } from '../../../core/domains/nginx/parse.ts';
import { tagEffect } from '../../../core/domains/nginx/template.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { checkTexts } from '../../support/openWorkspace.ts';

/** `port alpn` of every listener, and the rules that say something. */
async function seen(text: string, name = 'nginx.conf.j2'): Promise<readonly string[]> {
  const { snapshot, analysis } = await checkTexts({ [name]: text });
  expect(analysis.failures).toEqual([]);
  const listeners = snapshot.project.listeners.map(({ port, alpn, http2 }) => {
    const protocols = alpn.kind === 'selects' ? ` ${alpn.protocols[0] ?? ''}` : '';
    const why = alpn.kind === 'unknown' ? ` (${alpn.because}${http2 === undefined ? '' : `, HTTP/2: ${http2}`})` : '';
    return `${port ?? '?'} ${alpn.kind}${protocols}${why}`;
  });
  return [...listeners, ...new Set(analysis.findings.map(({ rule }) => rule))];
}

const OPEN = 'unknown (a template, or a file that is not here, decides what stands here)';
const WITHOUT_ALPN = 'nginx-stream-tls-without-alpn';

/** A stream server that ends TLS for gRPC. */
function server(inside: string, listen = 'listen 443 ssl;'): string {
  return `  server {\n    ${listen}\n    ssl_certificate {{ cert }};\n    ${inside}\n    proxy_pass grpc:50051;\n  }\n`;
}

function stream(inside: string): string {
  return `events {}\nstream {\n${inside}}\n`;
}

describe('what holds whatever a template yields', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a server as it is written', stream(server('')), ['443 ignores', WITHOUT_ALPN]],
    ['servers of a loop', stream(`{% for s in servers %}\n${server('')}{% endfor %}\n`), ['443 ignores', WITHOUT_ALPN]],
    [
      'servers of a range of Go',
      stream(`{{- range .Servers }}\n${server('')}{{- end }}\n`),
      ['443 ignores', WITHOUT_ALPN],
    ],
    [
      'servers of a loop of Ruby',
      stream(`<% @servers.each do |s| -%>\n${server('')}<% end -%>\n`),
      ['443 ignores', WITHOUT_ALPN],
    ],
    ['a port that is filled in', stream(server('', 'listen {{ port }} ssl;')), ['? ignores', WITHOUT_ALPN]],
    [
      'beside conditions about other things',
      stream(server('{% if log %}\n    access_log /l;\n    {% endif %}')),
      ['443 ignores', WITHOUT_ALPN],
    ],
    [
      'beside comments and assignments',
      stream(server('{# ssl_alpn #}\n    {% set a = 1 %}\n    {{/* x */}}\n    {{ $a := 1 }}\n    <%# x %>')),
      ['443 ignores', WITHOUT_ALPN],
    ],
    ['ssl_alpn that is there', stream(server('ssl_alpn h2;')), ['443 selects h2']],
  ])('%s', async (_, text, expected) => {
    expect(await seen(text)).toEqual(expected);
  });
});

describe('what a template decides is not judged', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a tag that prints lines in the server', stream(server('{{ extra }}')), [`443 ${OPEN}`]],
    ['one of Ruby', stream(server('<%= @extra %>')), [`443 ${OPEN}`]],
    ['one of Go', stream(server('{{- include "tls" . | nindent 4 }}')), [`443 ${OPEN}`]],
    ['one of Jinja', stream(server("{% include 'tls.j2' %}")), [`443 ${OPEN}`]],
    ['one around the servers', stream(`{{ extra }}\n${server('')}`), [`443 ${OPEN}`]],
    ['one of the environment', stream(server('${EXTRA}')), [`443 ${OPEN}`]],
    ['a directive whose name is filled in', stream(server('{{ name }} h2;')), [`443 ${OPEN}`]],
    ['an include of an unknown name', stream(server('include {{ name }}.conf;')), [`443 ${OPEN}`]],
    ['a condition around ssl_alpn', stream(server('{% if alpn %}ssl_alpn h2;{% endif %}')), [`443 ${OPEN}`]],
    ['a condition of Go around ssl_alpn', stream(server('{{ if .Alpn }}ssl_alpn h2;{{ end }}')), [`443 ${OPEN}`]],
    [
      'the other branch',
      stream(server('{% if a %}\n{% else %}\n    ssl_alpn http/1.1;\n{% endif %}')),
      [`443 ${OPEN}`],
    ],
    [
      'ssl_alpn of the stream block, in a condition',
      stream(`{% if a %}\nssl_alpn h2;\n{% endif %}\n${server('')}`),
      [`443 ${OPEN}`],
    ],
    ['protocols that are filled in', stream(server('ssl_alpn {{ protocols }};')), [`443 ${OPEN}`]],
    ['protocols from the environment', stream(server('ssl_alpn ${PROTOCOLS};')), [`443 ${OPEN}`]],
    ['a word of listen that is filled in', stream(server('', 'listen 443 {{ ssl }};')), []],
    ['a word of listen in a condition', stream(server('', 'listen 443 {% if tls %} ssl {% endif %};')), []],
    ['a word of listen in a condition of Go', stream(server('', 'listen 443 {{ if .Tls }}ssl{{ end }};')), []],
    [
      'a listen in a condition',
      stream(server('', '{% if tls %}\nlisten 443 ssl;\n{% else %}\nlisten 443;\n{% endif %}')),
      [],
    ],
    [
      'proxy_ssl in a condition, without TLS',
      stream(server('{% if a %}\nproxy_ssl on;\n{% endif %}', 'listen 443;')),
      [],
    ],
    [
      'conditions that cross blocks',
      stream(`{% if a %}\n  server {\n{% endif %}\n    listen 443 ssl;\n    proxy_pass grpc:50051;\n  }\n`),
      [`443 ${OPEN}`],
    ],
    ['an end too many', stream(`${server('')}{% endif %}\n`), [`443 ${OPEN}`]],
    ['an end that is missing', stream(`{% if a %}\n${server('')}`), [`443 ${OPEN}`]],
  ])('%s', async (_, text, expected) => {
    expect(await seen(text)).toEqual(expected);
  });

  it('in http', async () => {
    const http = (inside: string, listen = 'listen 443 ssl;'): string =>
      `events {}\nhttp {\n  server {\n    ${listen}\n    ${inside}\n    location / { grpc_pass grpc://a:50051; }\n  }\n}\n`;
    const rule = 'nginx-grpc-listener-without-http2';
    expect(await seen(http('server_name {{ name }};'))).toEqual(['443 selects http/1.1', rule]);
    expect(await seen(http('{% if h2 %}\n    http2 on;\n{% endif %}'))).toEqual([`443 ${OPEN}`]);
    expect(await seen(http('http2 {{ h2 }};'))).toEqual([`443 ${OPEN}`]);
    expect(await seen(http('{{ extra }}'))).toEqual([`443 ${OPEN}`]);
    expect(await seen(http('{{ extra }}', ''))).toEqual([]);
    expect(await seen(http('ssl_protocols {{ protocols }};\n    http2 on;'))).toEqual(['443 selects h2']);
  });

  it('upstreams', async () => {
    const { snapshot } = await checkTexts({
      'nginx.conf.j2': stream(
        server('proxy_ssl on;\n    {% if a %}\n    proxy_ssl_alpn h2;\n    {% endif %}').replace(
          'grpc:50051',
          '{{ up }}',
        ),
      ),
    });
    const [dial] = snapshot.project.listeners.flatMap((it) => it.dials());
    expect(dial?.offer).toEqual({ kind: 'unknown', because: 'a template decides what is offered' });
    expect(dial?.dialer.addresses).toEqual([]);
  });

  it('through files that are included', async () => {
    const main = stream('  include conf.d/*.conf;\n');
    const part = (inside: string): string => server(inside).replace('{{ cert }}', '/c');
    const both = async (inside: string): Promise<readonly string[]> => {
      const { snapshot, analysis } = await checkTexts({ 'nginx.conf.j2': main, 'conf.d/a.conf.j2': part(inside) });
      return [...snapshot.project.listeners.map(({ alpn }) => alpn.kind), ...analysis.findings.map(({ rule }) => rule)];
    };
    expect(await both('')).toEqual(['ignores', WITHOUT_ALPN]);
    expect(await both('{{ extra }}')).toEqual(['unknown']);
    expect(await both('}\n{{ extra }}\n  server { listen 1;')).toEqual(['unknown']);
  });
});

describe('tags', () => {
  it.each([
    ['{{ x }}', 'prints'],
    ['{{- x -}}', 'prints'],
    ['{{ template "x" . }}', 'prints'],
    ['{{ if_x }}', 'prints'],
    ['{{ if .X }}', 'begins'],
    ['{{- range $i, $e := .X -}}', 'begins'],
    ['{{ else if .X }}', 'nothing'],
    ['{{ end }}', 'ends'],
    ['{{/* x */}}', 'nothing'],
    ['{{- $x := .Y }}', 'nothing'],
    ['{% if x %}', 'begins'],
    ['{%- for a in b -%}', 'begins'],
    ['{% elif x %}', 'nothing'],
    ['{%+ endfor %}', 'ends'],
    ['{% set x = 1 %}', 'nothing'],
    ['{% set x %}', 'begins'],
    ['{% endset %}', 'ends'],
    ['{% include "x" %}', 'prints'],
    ['{% unknown x %}', 'prints'],
    ['{# x #}', 'nothing'],
    ['<%= x %>', 'prints'],
    ['<%# x %>', 'nothing'],
    ['<% if x -%>', 'begins'],
    ['<% x.each do |a, b| %>', 'begins'],
    ['<% x.each { |a| %>', 'begins'],
    ['<% } %>', 'ends'],
    ['<%- end -%>', 'ends'],
    ['<% x = 1 %>', 'nothing'],
    ['${X}', 'prints'],
  ])('%s %s', (tag, effect) => {
    expect(tagEffect(tag)).toBe(effect);
  });
});

describe('files', () => {
  it.each([
    ['nginx.conf.j2', true],
    ['roles/web/templates/site.conf.j2', true],
    ['templates/default.conf.template', true],
    ['nginx.tmpl', true],
    ['site.conf.erb', true],
    ['nginx/conf.d/api.conf.tpl', true],
    ['api.nginx.jinja2', true],
    ['sites-available/api.gotmpl', true],
    ['deploy.yaml.j2', false],
    ['nginx/values.yaml.tpl', false],
    ['main.j2', false],
    ['README.md.erb', false],
  ])('%s: %s', (name, expected) => {
    expect(candidate(filePath(`/ws/${name}`))).toBe(expected);
  });

  it('that are no nginx configuration are told by what they say', () => {
    expect(recognise(filePath('/ws/nginx.template'), '{ "Resources": {} }')).toBe(false);
    expect(recognise(filePath('/ws/nginx.tmpl'), '{{ range . }}\nserver {\n')).toBe(true);
  });

  it('have no syntax problems, by their names alone', () => {
    const text = 'server {\n  listen 80\n';
    expect(parse(text, filePath('/ws/a.conf')).problems).not.toEqual([]);
    for (const ending of ['template', 'j2', 'jinja', 'jinja2', 'tmpl', 'tpl', 'gotmpl', 'erb'])
      expect(parse(text, filePath(`/ws/a.conf.${ending}`)).problems, ending).toEqual([]);
  });
});
