import { describe, expect, it } from 'vitest';
import { ruleOfPath } from '../../client/pageAddress.ts';

describe('ruleOfPath', () => {
  it('reads the id of a rule', () => {
    expect(ruleOfPath('/nginx-stream-tls-without-alpn.md')).toBe('nginx-stream-tls-without-alpn');
    expect(ruleOfPath('/syntax.md')).toBe('syntax');
  });

  it.each(['/../secret.md', '/a/b.md', '/a', '/.md', '/A.md', '/a..md', '/a%2f.md', '', '/a-.md', '/a.md/'])(
    'finds none in %s',
    (path) => {
      expect(ruleOfPath(path)).toBeUndefined();
    },
  );
});
