import type { Units } from './domain.ts';

/** Each file stands for itself. */
export const ONE_BY_ONE: Units = { of: (path) => path, joins: () => false };
