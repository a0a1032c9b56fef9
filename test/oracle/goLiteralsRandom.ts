import fc from 'fast-check';

/** What stands between one element and the next one: behind the comma. */
const BETWEEN = [
  '\n',
  '\n',
  '\n',
  '\n',
  '\n\n',
  ' // why\n',
  ' // so that it is longer\n',
  '\n// alone\n',
  ' ',
  ' /* here */ ',
];

/** Fields and values of `tls.Config`; what they are worth does not matter, nor whether the field has this type. */
const KEYS = [
  'Rand',
  'Time',
  'RootCAs',
  'ServerName',
  'MinVersion',
  'Certificates',
  'InsecureSkipVerify',
  'EncryptedClientHelloRejectionVerify',
];
const VALUES = [
  'nil',
  'tls.VersionTLS12',
  '[]tls.Certificate{certificate}',
  'func() { return }',
  'func() {\nreturn\n}',
  '[]uint16{\n1,\n2,\n}',
  '"größer als 𝒞"',
  '`raw`',
  '`raw\nof two lines`',
  'one /* inside */ (two)',
];

interface Element {
  readonly key: string;
  readonly value: string;
  readonly behind: string;
}

const element = (): fc.Arbitrary<Element> =>
  fc.record({
    key: fc.constantFrom(...KEYS),
    value: fc.constantFrom(...VALUES),
    behind: fc.constantFrom(...BETWEEN),
  });

/** Lines around a literal whose comments may stand in a column with its own. */
const neighbour = (): fc.Arbitrary<string> =>
  fc.constantFrom('', 'a := 1 // one\n', 'aLongerNameThanOthers := 1 // long\n', 'b := 2\n', '\n', '// alone\n');

/** Go source with one literal of `tls.Config`, not formatted. */
export const randomLiteral = (): fc.Arbitrary<string> =>
  fc
    .record({
      elements: fc.array(element(), { maxLength: 6 }),
      open: fc.constantFrom('', '\n', ' // first\n'),
      close: fc.constantFrom('', ',\n', ', // last\n', ',\n// behind\n'),
      before: fc.array(neighbour(), { maxLength: 3 }),
      behind: fc.array(neighbour(), { maxLength: 3 }),
      comment: fc.constantFrom('', ' // made', ' // made here, for all'),
      around: fc.constantFrom(
        'config := &LITERAL',
        'use(1, LITERAL, 2)',
        'server := &http.Server{\nAddr: 1, // first\nTLSConfig: &LITERAL, // this\nErrorLog: nil, // last\n}',
        'return LITERAL, nil',
      ),
    })
    .map(({ elements, open, close, before, behind, comment, around }) => {
      const written = elements.map(({ key, value, behind: next }, i) => {
        const isLast = i === elements.length - 1;
        return `${key}: ${value}${isLast ? close : `,${next}`}`;
      });
      const literal = `tls.Config{${open}${written.join('')}}`;
      const statement = `${around.replace('LITERAL', () => literal)}${comment}\n`;
      return `package shapes\n\nfunc shape() {\n${before.join('')}${statement}${behind.join('')}}\n`;
    });

/** The same for a list of protocols. */
export const randomList = (): fc.Arbitrary<string> =>
  fc
    .record({
      values: fc.array(
        fc.record({ value: fc.constantFrom('"http/1.1"', 'http1', '"größer"'), behind: fc.constantFrom(...BETWEEN) }),
        { maxLength: 4 },
      ),
      open: fc.constantFrom('', '\n', ' // first\n'),
      close: fc.constantFrom('', ',\n', ', // last\n'),
      comment: fc.constantFrom('', ' // made'),
      before: fc.array(neighbour(), { maxLength: 3 }),
      around: fc.constantFrom(
        'config.NextProtos = LIST',
        'config := &tls.Config{NextProtos: LIST}',
        'config := &tls.Config{\nRand: nil, // first\nNextProtos: LIST, // this\n}',
      ),
    })
    .map(({ values, open, close, comment, before, around }) => {
      const written = values.map(({ value, behind }, i) => `${value}${i === values.length - 1 ? close : `,${behind}`}`);
      const list = `[]string{${open}${written.join('')}}`;
      return `package shapes\n\nfunc shape() {\n${before.join('')}${around.replace('LIST', () => list)}${comment}\n}\n`;
    });
