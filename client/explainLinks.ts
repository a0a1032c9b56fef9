import { TerminalLink, window, type Disposable, type TerminalLinkProvider } from 'vscode';
import { linksIn, type ErrorLink } from './explainRequest.ts';

/** Makes links of known errors in all terminals of the window. A line that was wrapped is given whole. */
export function provideExplainLinks(explain: (line: string) => Promise<unknown>): Disposable {
  const provider: TerminalLinkProvider<ExplainLink> = {
    provideTerminalLinks: ({ line }) => linksIn(line).map((it) => new ExplainLink(it, line)),
    handleTerminalLink: async ({ line }) => {
      await explain(line);
    },
  };
  return window.registerTerminalLinkProvider(provider);
}

/** A link with the whole line that it stands in, which has the addresses. */
class ExplainLink extends TerminalLink {
  readonly line: string;

  constructor({ startIndex, length }: ErrorLink, line: string) {
    super(startIndex, length, 'Explain gRPC ALPN error');
    this.line = line;
  }
}
