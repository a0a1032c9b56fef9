import { describe, expect, it } from 'vitest';
import type { GradedFinding } from '../../core/analyze.ts';
import { ignoreEdit } from '../../core/features/ignoreFinding.ts';
import { relativeTo } from '../../core/text/filePath.ts';
import { applyEdits } from '../../core/text/textEdit.ts';
import { readCases, ruleFolders, unmarked, type Texts } from '../rules/harness.ts';
import { checkTexts, FOLDER } from '../support/openWorkspace.ts';

/** The texts with the comment that silences a finding; `undefined`: there is none. */
async function ignoring(
  texts: Texts,
  choose: (findings: readonly GradedFinding[]) => GradedFinding | undefined,
): Promise<Texts | undefined> {
  const { snapshot, analysis } = await checkTexts(texts);
  const finding = choose(analysis.findings);
  const edit = finding && ignoreEdit(snapshot.project, finding);
  if (edit === undefined) return undefined;
  const name = relativeTo(FOLDER, edit.file);
  return { ...texts, [name]: applyEdits(texts[name] ?? '', [edit]) };
}

/** Findings by what they say and where, counted in lines of this text that are no comments of ours. */
async function findingsIn(texts: Texts): Promise<readonly string[]> {
  const { analysis } = await checkTexts(texts);
  return analysis.findings.map(({ rule, at, message }) => {
    const before = (texts[relativeTo(FOLDER, at.file)] ?? '').slice(0, at.span.start);
    const line = before.replace(/^.*grpc-alpn: ignore .* -- reason\r?\n/gm, '').split('\n').length;
    // Messages that name a line of the file name the next one then.
    return `${rule} ${relativeTo(FOLDER, at.file)}:${line} ${message.replace(/\bline \d+/g, 'line')}`;
  });
}

/** What declares load balancers in JSON, which has no comments; editors' own files are JSON with comments. */
function isJson(path: string, text = ''): boolean {
  return /\.(?:json|template)$/.test(path) && !/(?:launch|devcontainer)\.json$/.test(path) && /^\s*\{/.test(text);
}

/** Domains whose files take no such comment. */
const WITHOUT_COMMENTS: ReadonlySet<string> = new Set(['ignore-without-reason', 'unused-ignore']);

describe.each(ruleFolders().filter((it) => !WITHOUT_COMMENTS.has(it)))('findings of %s', (rule) => {
  it.each(readCases(rule).map((it) => [it.name, it] as const))(
    '%s: are silenced by the comment, and no other is',
    async (_, { marked }) => {
      const texts = unmarked(marked);
      const before = await findingsIn(texts);
      const { analysis } = await checkTexts(texts);
      for (const [index, finding] of analysis.findings.entries()) {
        if (finding.rule !== rule) continue;
        const after = await ignoring(texts, (findings) => findings[index]);
        const path = relativeTo(FOLDER, finding.at.file);
        if (isJson(path, texts[path])) {
          expect(after).toBeUndefined();
          continue;
        }
        expect(after).toBeDefined();
        const left = await findingsIn(after ?? {});
        expect(before).toEqual(expect.arrayContaining([...left]));
        expect(left).not.toContain(before[index]);
      }
    },
  );
});

describe('the comment', () => {
  const head = '# grpc-alpn: nginx=1.26.3\n# grpc-alpn: grpc=yes\nevents {}\n';
  const RULE = 'nginx-stream-tls-without-alpn';

  async function expectComment(before: string, after: string | undefined, rule = RULE): Promise<void> {
    const texts = { 'nginx.conf': before };
    const result = await ignoring(texts, (findings) => findings.find((it) => it.rule === rule));
    expect(result?.['nginx.conf']).toBe(after);
    if (result === undefined) return;
    const { analysis } = await checkTexts(result);
    expect(analysis.findings.map((it) => it.rule)).toEqual([]);
  }

  const certificate = 'ssl_certificate a; ssl_certificate_key b; proxy_pass 10.0.0.5:50051;';

  it('stands above, with the same indentation and line end', async () => {
    const before = `${head}stream {\n\tserver {\n\t\tlisten 443 ssl;\n\t\t${certificate}\n\t}\n}\n`.replaceAll(
      '\n',
      '\r\n',
    );
    await expectComment(
      before,
      before.replace('\t\tlisten', `\t\t# grpc-alpn: ignore ${RULE} -- reason\r\n\t\tlisten`),
    );
  });

  it('stands above the line of a block that is written on one', async () => {
    const line = `  server { listen 443 ssl; ${certificate} }`;
    await expectComment(
      `${head}stream {\n${line}\n}\n`,
      `${head}stream {\n  # grpc-alpn: ignore ${RULE} -- reason\n${line}\n}\n`,
    );
  });

  it('stands above everything where everything is one line', async () => {
    const line = `stream { server { listen 443 ssl; ${certificate} } }`;
    await expectComment(head + line, `${head}# grpc-alpn: ignore ${RULE} -- reason\n${line}`);
  });

  it('stands above the first line of a directive, not inside of it', async () => {
    const rule = 'nginx-stream-alpn-without-h2';
    const directive = '  ssl_alpn\n\n    http/1.1;\n';
    const before = `${head}stream { server {\n  listen 443 ssl;\n${directive}  ${certificate}\n} }\n`;
    await expectComment(
      before,
      before.replace(directive, `  # grpc-alpn: ignore ${rule} -- reason\n${directive}`),
      rule,
    );
  });

  it('stands beside where the line begins inside of a quoted word', async () => {
    const before = `${head}stream { log_format x "a\nb"; server { listen 443 ssl;\n ${certificate} } }\n`;
    await expectComment(before, before.replace('443 ssl;', `443 ssl; # grpc-alpn: ignore ${RULE} -- reason`));
  });

  it('is not there where it could stand nowhere', async () => {
    const line = `stream { log_format x "a\nb"; server { listen 443 ssl; ${certificate} } map $a $b { "c`;
    await expectComment(`${head}${line}\nd" e; } }\n`, undefined);
    await expectComment(`${head}${line.replace(' map $a $b { "c', '')} } # mine\n`, undefined);
  });

  it('stands behind a byte order mark', async () => {
    const line = `stream { server { listen 443 ssl; ${certificate} } }\n# grpc-alpn: grpc=yes`;
    const result = await ignoring({ 'nginx.conf': `\uFEFF${line}` }, (findings) =>
      findings.find((it) => it.rule === RULE),
    );
    expect(result?.['nginx.conf']).toBe(`\uFEFF# grpc-alpn: ignore ${RULE} -- reason\n${line}`);
    expect(
      await ignoring({ 'nginx.conf': `\uFEFF${line}` }, (findings) => findings.find((it) => it.rule === 'syntax')),
    ).toBeUndefined();
  });
});

describe('the comment in a Go file', () => {
  const RULE = 'go-tls-listener-without-h2';

  /** The lines of a function that serves gRPC, where the comment has been written; `undefined`: there is none. */
  async function commented(lines: readonly string[], rule = RULE): Promise<readonly string[] | undefined> {
    const head = [
      'package main',
      '',
      'import (',
      '\t"crypto/tls"',
      '\t"net"',
      '',
      '\t"google.golang.org/grpc"',
      ')',
      '',
    ];
    const text = [...head, 'func serve(inner net.Listener) {', ...lines, '}', ''].join('\n');
    const result = await ignoring({ 'main.go': text }, (findings) => findings.find((it) => it.rule === rule));
    return result?.['main.go']?.split('\n').slice(head.length + 1, -2);
  }

  it('stands above the statement, wherever in it the finding starts', async () => {
    const lines = ['\tgo grpc.NewServer().Serve(', '\t\ttls.NewListener(', '\t\t\tinner, &tls.Config{}),', '\t)'];
    expect(await commented(lines)).toEqual([`\t// grpc-alpn: ignore ${RULE} -- reason`, ...lines]);
  });

  it('stands inside the function that the finding is in', async () => {
    const lines = ['\tgo func() {', '\t\tgrpc.NewServer().Serve(tls.NewListener(inner, &tls.Config{}))', '\t}()'];
    const [first = '', ...others] = lines;
    expect(await commented(lines)).toEqual([first, `\t\t// grpc-alpn: ignore ${RULE} -- reason`, ...others]);
  });

  it('stands above an `if` whose condition it is about', async () => {
    const lines = [
      '\tif err := grpc.NewServer().Serve(tls.NewListener(inner, nil)); err != nil {',
      '\t\tpanic(err)',
      '\t}',
    ];
    expect(await commented(lines)).toEqual([`\t// grpc-alpn: ignore ${RULE} -- reason`, ...lines]);
  });
});

describe('the comment in what declares load balancers', () => {
  const RULE = 'aws-nlb-tls-without-alpn';
  const TF = `resource "aws_lb" "main" {
  load_balancer_type = "network"
}

resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "TLS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_target_group" "grpc" {
  port     = 50051
  protocol = "TCP"
}
`;

  async function commented(name: string, text: string, rule = RULE): Promise<string | undefined> {
    const texts = { [name]: text };
    const result = await ignoring(texts, (findings) => findings.find((it) => it.rule === rule));
    if (result === undefined) return undefined;
    const { analysis } = await checkTexts(result);
    expect(analysis.findings.map((it) => it.rule)).toEqual([]);
    return result[name];
  }

  it('stands above the line in Terraform, with its indentation and line end', async () => {
    const comment = `  # grpc-alpn: ignore ${RULE} -- reason\r\n`;
    const text = TF.replaceAll('\n', '\r\n');
    expect(await commented('main.tf', text)).toBe(text.replace('  protocol          = "TLS"', (it) => comment + it));
  });

  it('stands above the line in YAML, be it inside of a list', async () => {
    const rule = 'aws-classic-elb-ends-tls';
    const text = `Resources:
  Old:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties:
      Listeners:
        - InstancePort: "50051"
          LoadBalancerPort: "443"
          Protocol: SSL
`;
    const comment = `          # grpc-alpn: ignore ${rule} -- reason\n`;
    expect(await commented('template.yaml', text, rule)).toBe(text.replace('          Protocol', (it) => comment + it));
  });

  it('may be any of those that HCL has, and what is named in it is found where it stands', async () => {
    const text = TF.replace(
      '  protocol          = "TLS"',
      (it) => `  // grpc-alpn: ignore ${RULE}, wrong -- mine\n${it}`,
    );
    const { analysis } = await checkTexts({ 'main.tf': text });
    expect(analysis.findings.map(({ rule, at }) => [rule, text.slice(at.span.start, at.span.end)])).toEqual([
      ['unused-ignore', 'wrong'],
    ]);
  });
});
