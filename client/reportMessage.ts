import { COPIES, type FromReportPage } from './reportPage/message.ts';
import { isNumber } from './isNumber.ts';

/** Reads what the page of a report tells. `undefined` = it is nothing that it can tell. */
export function readReportMessage(message: unknown): FromReportPage | undefined {
  const values = new Map<string, unknown>(Object.entries(message ?? {}));
  const kind = values.get('kind');
  switch (kind) {
    case 'ready':
    case 'again':
    case 'cancel':
      return { kind };
    case 'open': {
      const [revision, place] = [values.get('revision'), values.get('place')];
      return isNumber(revision) && isNumber(place) ? { kind, revision, place } : undefined;
    }
    case 'copy': {
      const what = COPIES.find((it) => it === values.get('what'));
      return what === undefined ? undefined : { kind, what };
    }
    default:
      return undefined;
  }
}
