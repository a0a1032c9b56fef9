import * as assert from 'node:assert/strict';
import { applyEveryFix } from '../support/codeActions.ts';
import { MANIFEST, TEMPLATE, TERRAFORM } from '../../support/declarations.ts';
import { untilNoRule, untilRule } from '../support/diagnostics.ts';
import { clearScratch, replaceText, show, writeOnDisk } from '../support/folders.ts';
import { expectHover } from '../support/hovers.ts';

const CASES = [
  { name: 'main.tf', text: TERRAFORM, rule: 'aws-nlb-tls-without-alpn', word: '"TLS"', attribute: 'alpn_policy' },
  {
    name: 'stack.yaml',
    text: TEMPLATE,
    rule: 'aws-nlb-tls-without-alpn',
    word: 'TLS',
    attribute: 'AlpnPolicy',
  },
  {
    name: 'service.yaml',
    text: MANIFEST,
    rule: 'kubernetes-nlb-without-alpn',
    word: 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert',
    attribute: 'service.beta.kubernetes.io/aws-load-balancer-alpn-policy',
  },
] as const;

describe('declarations of load balancers', () => {
  afterEach(clearScratch);

  for (const { name, text, rule, word, attribute } of CASES) {
    it(`are flagged without being opened, and explained by hovers: ${name}`, async () => {
      const uri = writeOnDisk(`flagged-${rule}-${name}/${name}`, text);
      const { message } = await untilRule(uri, rule);
      assert.match(message, /missing selected ALPN property/);
      await expectHover(uri, word, ['selects nothing', 'class B', 'grpc-go']);
    });

    it(`are mended by each quick fix, and the fix is undone in one step: ${name}`, async () => {
      const uri = writeOnDisk(`mended-${rule}-${name}/${name}`, text);
      const titles = await applyEveryFix(uri, rule);
      assert.ok(
        titles.some((it) => it.startsWith(`Set \`${attribute}\` to \`HTTP2Preferred\``)),
        titles.join(),
      );
    });
  }

  it('follow what is typed, in a file that was nobody’s before', async () => {
    const uri = writeOnDisk('typed-manifest/service.yaml', MANIFEST.replace('kind: Service', 'kind: Nothing'));
    const { document } = await show(uri);
    await replaceText(document, 'kind: Nothing', 'kind: Service');
    await untilRule(uri, 'kubernetes-nlb-without-alpn');
    await replaceText(document, 'kind: Service', 'kind: Nothing');
    await untilNoRule(uri, 'kubernetes-nlb-without-alpn');
  });
});
