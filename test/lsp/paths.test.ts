import { describe, expect, it } from 'vitest';
import { filePath } from '../../core/text/filePath.ts';
import { pathOfUri, UriSpelling } from '../../server/paths.ts';

describe('the file of a URI', () => {
  it.each([
    ['file:///home/a/nginx.conf', '/home/a/nginx.conf'],
    ['file:///home/a%20b/n%C3%A4.conf', '/home/a b/nä.conf'],
    ['file:///home/%23%3F/a.conf', '/home/#?/a.conf'],
    ['file:///c%3A/a/go.mod', 'C:/a/go.mod'],
    ['file:///C:/a/go.mod', 'C:/a/go.mod'],
    ['file:///a/../b//c/', '/b/c'],
  ])('%s is %s', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
  });

  it.each([
    'untitled:Untitled-1',
    'git:/a?ref',
    'vscode-vfs://github/a',
    'file://server/share/a',
    'no uri',
    '',
    'file:///a%00b',
  ])('%s is none', (uri) => {
    expect(pathOfUri(uri)).toBeUndefined();
  });
});

describe('the URI of a file', () => {
  it('is spelled as the client spells its folder', () => {
    const uris = new UriSpelling();
    uris.setFolder(filePath('C:/code'), 'file:///C:/code/');
    uris.setFolder(filePath('C:/code/in'), 'file:///C:/c%6Fde/in');
    expect(uris.uriOf(filePath('C:/code/a b/nginx.conf'))).toBe('file:///C:/code/a%20b/nginx.conf');
    expect(uris.uriOf(filePath('C:/code/in/x'))).toBe('file:///C:/c%6Fde/in/x');
    expect(uris.uriOf(filePath('C:/other/x'))).toBe('file:///c%3A/other/x');
    uris.setFolder(filePath('C:/code'), undefined);
    expect(uris.uriOf(filePath('C:/code/x'))).toBe('file:///c%3A/code/x');
  });

  it('is that of the open document', () => {
    const uris = new UriSpelling();
    uris.setDocument(filePath('/a/b'), 'file:///a/%62');
    expect(uris.uriOf(filePath('/a/b'))).toBe('file:///a/%62');
    uris.setDocument(filePath('/a/b'), undefined);
    expect(uris.uriOf(filePath('/a/b'))).toBe('file:///a/b');
  });

  it('of a folder that is the root of a file system is no different', () => {
    const uris = new UriSpelling();
    uris.setFolder(filePath('/'), 'file:///');
    expect(uris.uriOf(filePath('/etc/nginx.conf'))).toBe('file:///etc/nginx.conf');
  });
});
