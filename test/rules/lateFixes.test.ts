import { describe, expect, it } from 'vitest';
import { analyze, type RuleFailure } from '../../core/analyze.ts';
import type { Attribute } from '../../core/domains/edges.ts';
import { rules } from '../../core/rules/index.ts';
import type { TextEdit } from '../../core/text/textEdit.ts';
import { edgeListener, policyOf, projectWith } from '../support/edges.ts';

/** A policy that counts how often somebody wants to change it. */
function countedPolicy(edits: () => readonly TextEdit[]): {
  readonly policy: Attribute<string>;
  readonly asked: () => number;
} {
  let asked = 0;
  const policy: Attribute<string> = {
    ...policyOf(),
    set: () => {
      asked++;
      return edits();
    },
  };
  return { policy, asked: () => asked };
}

describe('the fixes of an edge', () => {
  it('are made when somebody asks for them, and once', async () => {
    const { policy, asked } = countedPolicy(() => [{ file: policy.at.file, span: policy.at.span, newText: 'x' }]);
    const project = await projectWith([edgeListener({ alpnPolicy: policy })]);
    const [finding] = analyze(project).findings;
    expect(finding?.rule).toBe('aws-nlb-tls-without-alpn');
    expect(asked()).toBe(0);
    const { fixes } = finding ?? {};
    expect(fixes?.map(({ title }) => title)).toEqual(['Set `alpn_policy` to `HTTP2Preferred`']);
    expect(finding?.fixes).toBe(fixes);
    expect(asked()).toBe(1);
  });

  it('that cannot be made are none, and whoever analyzes is told why', async () => {
    const { policy } = countedPolicy(() => {
      throw new Error('on purpose');
    });
    const project = await projectWith([edgeListener({ alpnPolicy: policy })]);
    const told: RuleFailure[] = [];
    const { findings, failures } = analyze(project, rules, (it) => told.push(it));
    expect(failures).toEqual([]);
    expect(told).toEqual([]);
    expect(findings.map(({ fixes }) => fixes)).toEqual([[]]);
    expect(told).toEqual([{ rule: 'aws-nlb-tls-without-alpn', error: new Error('on purpose') }]);
    expect(() => analyze(project).findings.map(({ fixes }) => fixes)).toThrow('on purpose');
  });
});
