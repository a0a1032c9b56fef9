import type { ReportView } from '../../core/observation/view.ts';

/** What can be put on the clipboard. */
export const COPIES = ['markdown', 'json', 'openssl', 'grpcurl'] as const;

/** One of these. */
export type CopyKind = (typeof COPIES)[number];

/** What the extension tells the page of a report. */
export type ToReportPage =
  | {
      readonly kind: 'report';
      /** Counts up with each probe and each step of it: what the page chooses counts for this one. */
      readonly revision: number;
      readonly view: ReportView;
    }
  /** An earlier window has made it, and nothing of it was kept. */
  | { readonly kind: 'gone' };

/** What the page tells the extension. It names no file and no address: what is meant is looked up in what was drawn. */
export type FromReportPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'again' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'open'; readonly revision: number; readonly place: number }
  | { readonly kind: 'copy'; readonly what: CopyKind };
