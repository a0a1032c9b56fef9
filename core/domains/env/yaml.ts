import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { defaultOf } from './defaults.ts';
import { isConfigMap, isManifest } from './kubernetes.ts';
import { withoutTags } from './plainText.ts';
import { EMPTY, programOf, type EnvTree } from './tree.ts';
import { assignmentsAt, inOrder, type Dialect } from './yamlAssignments.ts';
import { documentsOf, placesOf, textAbove, yamlComments } from '../yamlFile.ts';

/** Parses a manifest of Kubernetes, a workflow of GitHub Actions, or other YAML that has the variable. */
export function parseYaml(text: string, kind: 'yaml' | 'workflow'): EnvTree {
  if (!text.includes(ENFORCE_VARIABLE)) return EMPTY;
  const plain = kind === 'workflow' ? text : withoutTags(text);
  const found = documentsOf(plain).flatMap((document) =>
    [...placesOf(document)].flatMap((place) => assignmentsAt(plain, place, kind === 'workflow' ? WORKFLOW : OTHER)),
  );
  return { ...EMPTY, ...inOrder(found), comments: yamlComments(plain) };
}

const WORKFLOW: Dialect = {
  form: () => 'github-actions',
  entry: ({ key }) => (key === 'env' ? { form: 'github-actions', words: '`env`' } : undefined),
  nullIsEmpty: true,
  keepsQuotes: false,
  expand: (value) => (value.includes('${{') ? undefined : value),
  lists: undefined,
};

const OTHER: Dialect = {
  form: (place) => (isManifest(place) ? 'kubernetes' : 'yaml'),
  entry: (place) => {
    const program = programOf(textAbove(place, 'image'));
    return isManifest(place)
      ? { form: 'kubernetes', words: isConfigMap(place) ? 'the ConfigMap' : '', program }
      : { form: 'yaml', words: '', program };
  },
  nullIsEmpty: false,
  keepsQuotes: false,
  // `$(NAME)` is another variable of the container (Kubernetes, "Define dependent environment variables").
  expand: (value) => (/[$\uE000]/.test(value) ? defaultOf(value) : value),
  lists: /env|variable/i,
};
