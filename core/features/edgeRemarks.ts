import { socketWords } from '../map/words.ts';
import type { ProjectEdge } from '../project/edges.ts';
import type { Project } from '../project/project.ts';
import { rivalsOf } from '../project/rivals.ts';
import { baseName } from '../text/filePath.ts';
import { edgeSocketOf } from './mapLeads.ts';

/** So many are named. */
const MOST = 3;

/** What else is worth knowing of an edge, each a sentence: beside what its room says, what its names are worth. */
export function edgeRemarks(project: Project, edge: ProjectEdge): readonly string[] {
  return [...edge.remarks, ...computedWords(edge), ...rivalWords(project, edge)];
}

function computedWords({ hosts }: ProjectEdge): readonly string[] {
  const names = [...new Set(hosts.flatMap(({ name, isComputed }) => (isComputed === true ? [name] : [])))];
  if (names.length === 0) return [];
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  const verb = names.length === 1 ? 'is' : 'are';
  return [
    `${names.slice(0, MOST).join(', ')}${more} ${verb} worked out from defaults or parts: a deployment may have another name.`,
  ];
}

/** That a name leads to something else as well: what is said of the edge holds for one of them. */
function rivalWords(project: Project, edge: ProjectEdge): readonly string[] {
  const rivals = rivalsOf(project, edge);
  if (rivals.length === 0) return [];
  const names = new Set(rivals.flatMap(({ hosts }) => hosts.map(({ name }) => name.toLowerCase())));
  const shared = edge.hosts.find(({ name }) => names.has(name.toLowerCase()))?.name ?? 'Its name';
  const named = rivals
    .slice(0, MOST)
    .map((it) => `${socketWords(edgeSocketOf(it))} in ${baseName(it.declaration.file)}`)
    .join('; ');
  const more = rivals.length > MOST ? ` and ${rivals.length - MOST} more` : '';
  return [`${shared} also leads to what answers otherwise: ${named}${more}. Which one clients reach, DNS decides.`];
}
