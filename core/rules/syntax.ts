import type { Finding, Rule } from './rule.ts';

/** Reports text that nginx or the go command certainly rejects. What they may accept, a template or a module of somebody else's, is left alone. */
export const syntax: Rule = {
  id: 'syntax',
  summary: 'nginx or go certainly rejects this text',
  *check(project) {
    for (const files of [project.nginxFiles, project.goFiles]) {
      for (const { path, problems } of files.values()) {
        for (const { span, message } of problems) yield syntaxFinding({ file: path, span }, message);
      }
    }
  },
};

function syntaxFinding(at: Finding['at'], message: string): Finding {
  return {
    kind: 'will-not-start',
    at,
    message,
    evidence: undefined,
    softened: false,
    related: [],
    fixes: [],
    copies: [],
  };
}
