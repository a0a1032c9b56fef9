import { diskGrammars } from '../../disk/grammars.ts';

/** The grammars of this repository's packages, loaded once for all tests of a file. */
export const grammars = diskGrammars();
