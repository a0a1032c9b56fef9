import { ViewColumn, window, type WebviewPanel } from 'vscode';
import { ReportPanel, type OpenReport, type ReportActions, type ReportPanelOptions } from './reportPanel.ts';

const VIEW_TYPE = 'grpcAlpn.report';

/** The reports of probes, each in a panel of its own. They are kept in memory, as long as their panels are open. */
export interface ReportViews {
  /** Opens a panel, or takes the one of this title: what ran for it is cancelled. */
  open(title: string, actions: ReportActions): OpenReport;
  dispose(): void;
}

/** Makes the keeper of the reports. A panel of an earlier window says that its report is gone. */
export function createReportViews(options: ReportPanelOptions): ReportViews {
  const open = new Map<string, ReportPanel>();
  const adopt = (panel: WebviewPanel): ReportPanel => {
    const { title } = panel;
    const made = new ReportPanel(panel, options);
    open.get(title)?.dispose();
    open.set(title, made);
    panel.onDidDispose(() => {
      if (open.get(title) === made) open.delete(title);
    });
    return made;
  };
  const serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
      adopt(panel);
      return Promise.resolve();
    },
  });
  const create = (title: string): WebviewPanel =>
    window.createWebviewPanel(VIEW_TYPE, title, ViewColumn.Active, { enableFindWidget: true });
  return {
    open: (title, actions) => (open.get(title) ?? adopt(create(title))).begin(actions),
    dispose() {
      serializer.dispose();
      for (const it of [...open.values()]) it.dispose();
    },
  };
}
