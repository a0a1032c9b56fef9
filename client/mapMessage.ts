import { BANDS } from '../core/alpn/index.ts';
import type { FromPage } from './mapPage/picture.ts';
import { isNumber } from './isNumber.ts';

/** Reads what the page of the map tells. `undefined` = it is nothing that it can tell. */
export function readMapMessage(message: unknown): FromPage | undefined {
  const values = new Map<string, unknown>(Object.entries(message ?? {}));
  const [revision, listener, route] = ['revision', 'listener', 'route'].map((key) => values.get(key));
  switch (values.get('kind')) {
    case 'ready':
      return { kind: 'ready' };
    case 'open':
      return isNumber(revision) && isNumber(listener) && (route === null || isNumber(route))
        ? { kind: 'open', revision, listener, route }
        : undefined;
    case 'copy': {
      const band = BANDS.find((it) => it === values.get('band'));
      return isNumber(revision) && band !== undefined ? { kind: 'copy', revision, band } : undefined;
    }
    default:
      return undefined;
  }
}
