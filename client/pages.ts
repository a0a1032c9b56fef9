import { EventEmitter, Uri, commands, window, workspace, type Disposable, type ExtensionContext } from 'vscode';
import { NO_SUCH_PAGE, REPORT_IS_GONE, REPORT_SCHEME, RULE_SCHEME, ruleOfPath } from './pageAddress.ts';
import { rulePagesIn } from './rulePages.ts';

/** So many reports are kept. */
const MOST_REPORTS = 50;

/** Serves the pages of the rules, which diagnostics link to, from the extension's own folder. They open rendered by `workbench.editorAssociations`. */
export function serveRulePages({ extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Disposable {
  return workspace.registerTextDocumentContentProvider(RULE_SCHEME, {
    async provideTextDocumentContent({ path }): Promise<string> {
      const rule = ruleOfPath(path);
      if (rule === undefined) return NO_SUCH_PAGE;
      const content = await workspace.fs.readFile(Uri.joinPath(extensionUri, 'dist', 'rulePages.json'));
      return rulePagesIn(new TextDecoder().decode(content)).get(rule) ?? NO_SUCH_PAGE;
    },
  });
}

/** Shows reports. */
export interface ReportPages {
  /** Opens a report rendered, or puts it in the place of an older one of that title. */
  show(title: string, markdown: string): Promise<void>;
  dispose(): void;
}

/** Keeps the reports of this window, in memory only. */
export function serveReports(): ReportPages {
  const reports = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(REPORT_SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ path }) => reports.get(path) ?? REPORT_IS_GONE,
  });
  return {
    async show(title, markdown) {
      const uri = Uri.from({ scheme: REPORT_SCHEME, path: `/${title}` });
      reports.delete(uri.path);
      reports.set(uri.path, markdown);
      for (const oldest of [...reports.keys()].slice(0, -MOST_REPORTS)) reports.delete(oldest);
      changed.fire(uri);
      await openRendered(uri);
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}

async function openRendered(uri: Uri): Promise<void> {
  try {
    await commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor', { preview: false });
  } catch {
    // The editor's Markdown extension can be switched off: the text is readable as it is.
    await window.showTextDocument(uri, { preview: false });
  }
}
