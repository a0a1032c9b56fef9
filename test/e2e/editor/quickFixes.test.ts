import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyAction, applyEveryFix, quickFixes } from '../support/codeActions.ts';
import { goMod, grpcServer, streamServer, WITHOUT_ALPN } from '../support/configurations.ts';
import { ruleOf, untilDiagnostics, untilRule } from '../support/diagnostics.ts';
import { clearScratch, show, writeOnDisk } from '../support/folders.ts';

const UPSTREAM = 'proxy_pass 127.0.0.1:50051;';

const CASES: readonly { readonly rule: string; readonly text: string }[] = [
  { rule: 'nginx-stream-tls-without-alpn', text: WITHOUT_ALPN },
  { rule: 'nginx-stream-alpn-without-h2', text: streamServer('listen 8443 ssl;', 'ssl_alpn http/1.1;', UPSTREAM) },
  {
    rule: 'nginx-stream-upstream-without-alpn',
    text: streamServer('listen 8443 ssl;', 'ssl_alpn h2;', 'proxy_ssl on;', UPSTREAM),
  },
  { rule: 'nginx-grpc-listener-without-http2', text: grpcServer('listen 8443 ssl;') },
];

function readArguments(command: vscode.Command): readonly unknown[] {
  return command.arguments ?? [];
}

describe('quick fixes', () => {
  afterEach(clearScratch);

  for (const { rule, text } of CASES) {
    it(`of ${rule}: each one cures, and can be undone`, async () => {
      const uri = writeOnDisk(`${rule}/nginx.conf`, text);
      assert.notDeepEqual(await applyEveryFix(uri, rule), []);
    });
  }

  it('of grpc-go-enforces-alpn: raising 1.67 changes the version, none is preferred', async () => {
    const rule = 'grpc-go-enforces-alpn';
    const uri = writeOnDisk('raise/go.mod', goMod('v1.67.1'));
    const { document } = await show(uri);
    const diagnostic = await untilRule(uri, rule);
    assert.equal(document.getText(diagnostic.range), 'v1.67.1');
    const actions = await quickFixes(uri, diagnostic);
    assert.equal(
      actions.some(({ isPreferred }) => isPreferred === true),
      false,
    );
    const raise = actions.find(({ edit }) => edit !== undefined);
    assert.ok(raise, actions.map(({ title }) => title).join());
    await applyAction(raise);
    const [raised] = await untilDiagnostics(uri, 'the newer version', (found) =>
      found.some((it) => ruleOf(it) === rule && document.getText(it.range) !== 'v1.67.1'),
    );
    assert.match(document.getText(raised?.range), /^v1\.\d+\.\d+$/);
  });

  it('of grpc-go-enforces-alpn: where a hop would be refused, pinning comes last and cures', async () => {
    const rule = 'grpc-go-enforces-alpn';
    writeOnDisk('pin/nginx.conf', WITHOUT_ALPN);
    const uri = writeOnDisk('pin/go.mod', goMod('v1.68.1'));
    const { document } = await show(uri);
    await untilDiagnostics(uri, 'a warning with the hop', (found) =>
      found.some(
        (it) =>
          ruleOf(it) === rule &&
          it.severity === vscode.DiagnosticSeverity.Warning &&
          it.relatedInformation?.[0] !== undefined,
      ),
    );
    const actions = await quickFixes(uri, await untilRule(uri, rule));
    const changes = actions.filter(({ edit }) => edit !== undefined);
    assert.equal(changes.at(-1)?.title, `Ignore \`${rule}\` here`);
    const pin = changes.at(-2);
    assert.ok(pin);
    await applyAction(pin);
    assert.match(document.getText(), / v1\.66\.3$/m);
    await untilDiagnostics(uri, 'no finding', (found) => found.length === 0);
  });

  it('of grpc-go-enforces-alpn: what go has to run is copied', async () => {
    const uri = writeOnDisk('copy/go.mod', goMod('v1.67.1'));
    await show(uri);
    const actions = await quickFixes(uri, await untilRule(uri, 'grpc-go-enforces-alpn'));
    const copy = actions.find(({ title, command }) => title.includes('go get') && command !== undefined)?.command;
    assert.ok(copy, actions.map(({ title }) => title).join());
    await vscode.commands.executeCommand(copy.command, ...readArguments(copy));
    assert.match(
      await vscode.env.clipboard.readText(),
      /^go get google\.golang\.org\/grpc@v1\.\d+\.\d+ && go mod tidy$/,
    );
  });
});
