/**
 * Who may import whom: the one table that lint enforces (eslint.config.mjs) and test/house/layers.test.ts proves.
 * The first room whose pattern fits a file is its room. Every room may import itself; of rooms with `folders: 'apart'` only the own folder counts as itself.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {readonly string[]} patterns Globs, from the root of the repository.
 * @property {'apart'} [folders]
 * @property {readonly string[]} imports Names of other rooms.
 * @property {boolean} node Whether modules of Node may be imported.
 */

/** Rooms in the order of the building: none imports one that stands behind it, but for what `client` and `server` share. @type {readonly Room[]} */
export const rooms = [
  { name: 'manifest', patterns: ['package.json'], imports: [], node: false },
  { name: 'text', patterns: ['core/text/**'], imports: [], node: false },
  { name: 'alpn', patterns: ['core/alpn/**'], imports: [], node: false },
  { name: 'domain-contract', patterns: ['core/domains/*.ts'], imports: ['text', 'alpn'], node: false },
  {
    name: 'domains',
    patterns: ['core/domains/(*)/**'],
    folders: 'apart',
    imports: ['text', 'alpn', 'domain-contract'],
    node: false,
  },
  { name: 'map', patterns: ['core/map/**'], imports: ['text', 'alpn', 'domain-contract'], node: false },
  { name: 'observation', patterns: ['core/observation/**'], imports: ['text', 'alpn'], node: false },
  { name: 'explain', patterns: ['core/explain/**'], imports: ['text', 'alpn'], node: false },
  {
    name: 'project',
    patterns: ['core/project/**'],
    imports: ['text', 'alpn', 'domain-contract', 'domains'],
    node: false,
  },
  {
    name: 'workspace',
    patterns: ['core/workspace/**'],
    imports: ['text', 'alpn', 'domain-contract', 'domains', 'project'],
    node: false,
  },
  {
    name: 'rules',
    patterns: ['core/rules/**'],
    imports: ['text', 'alpn', 'domain-contract', 'domains', 'project'],
    node: false,
  },
  {
    name: 'analyze',
    patterns: ['core/analyze.ts', 'core/analyze/**'],
    imports: ['text', 'alpn', 'domain-contract', 'domains', 'project', 'rules'],
    node: false,
  },
  {
    name: 'features',
    patterns: ['core/features/**'],
    imports: [
      'text',
      'alpn',
      'domain-contract',
      'domains',
      'map',
      'observation',
      'project',
      'workspace',
      'rules',
      'analyze',
    ],
    node: false,
  },
  {
    name: 'disk',
    patterns: ['disk/**'],
    imports: ['text', 'alpn', 'domain-contract', 'domains', 'project', 'workspace'],
    node: true,
  },
  { name: 'probe', patterns: ['probe/**'], imports: ['text', 'alpn', 'observation'], node: true },
  { name: 'protocol', patterns: ['server/protocol.ts'], imports: ['text', 'alpn', 'map', 'observation'], node: false },
  {
    name: 'server',
    patterns: ['server/**'],
    imports: [
      'text',
      'alpn',
      'domain-contract',
      'domains',
      'map',
      'observation',
      'explain',
      'project',
      'workspace',
      'rules',
      'analyze',
      'features',
      'manifest',
      'disk',
      'protocol',
    ],
    node: true,
  },
  {
    name: 'cli',
    patterns: ['cli/**'],
    imports: [
      'text',
      'alpn',
      'domain-contract',
      'domains',
      'map',
      'observation',
      'explain',
      'project',
      'workspace',
      'rules',
      'analyze',
      'features',
      'manifest',
      'disk',
      'probe',
    ],
    node: true,
  },
  { name: 'page', patterns: ['client/page/**'], imports: [], node: false },
  { name: 'map-page', patterns: ['client/mapPage/**'], imports: ['text', 'alpn', 'map', 'page'], node: false },
  {
    name: 'report-page',
    patterns: ['client/reportPage/**'],
    imports: ['text', 'alpn', 'observation', 'page'],
    node: false,
  },
  {
    name: 'client',
    patterns: ['client/**'],
    imports: [
      'text',
      'alpn',
      'map',
      'observation',
      'explain',
      'manifest',
      'probe',
      'protocol',
      'map-page',
      'report-page',
    ],
    node: true,
  },
];

/** Packages that only some rooms may import. @type {readonly { readonly packages: readonly string[], readonly rooms: readonly string[] }[]} */
export const packagesOfRooms = [
  { packages: ['vscode', 'vscode-languageclient'], rooms: ['client'] },
  { packages: ['vscode-languageserver', 'vscode-languageserver-textdocument'], rooms: ['server'] },
  { packages: ['vscode-languageserver-protocol', 'vscode-languageserver-types'], rooms: ['server', 'protocol'] },
];

/** The rooms as eslint-plugin-boundaries wants them (`boundaries/files`): the first that fits counts. */
export const files = rooms.map(({ name, patterns, folders }) => ({
  category: name,
  pattern: [...patterns],
  ...(folders === 'apart' ? { capture: ['folder'] } : {}),
}));

/** The table as policies of `boundaries/dependencies`: what is not allowed is an error, a later policy outweighs an earlier one. */
export const policies = [
  { allow: { to: { module: { origin: ['external', 'core'] } } } },
  ...rooms.flatMap(({ name, folders, imports, node }) => [
    {
      from: { file: { categories: name } },
      allow: [
        {
          to: {
            file: {
              categories: name,
              ...(folders === 'apart' ? { captured: { folder: '{{ from.file.captured.folder }}' } } : {}),
            },
          },
        },
        ...imports.map((other) => ({ to: { file: { categories: other } } })),
      ],
    },
    ...(node ? [] : [{ from: { file: { categories: name } }, disallow: { to: { module: { origin: 'core' } } } }]),
  ]),
  ...packagesOfRooms.map(({ packages, rooms: owners }) => ({
    from: { file: { categories: { noneOf: [...owners] } } },
    disallow: { to: { module: { origin: 'external', source: [...packages] } } },
  })),
];
