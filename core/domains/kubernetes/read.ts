import type { FilePath } from '../../text/filePath.ts';
import type { DomainInput, FileRequest } from '../domain.ts';
import type { EdgeListener } from '../edges.ts';
import type { DomainFacts, Note } from '../facts.ts';
import { albIngressEdges } from './albIngress.ts';
import { changesOf } from './changes.ts';
import { ingressesIn } from './controllersIngress.ts';
import { f5IngressEdges } from './f5Nginx.ts';
import { f5Resources, transportServerEdges, virtualServerEdges } from './f5NginxResources.ts';
import { gatewayEdges } from './gateway.ts';
import { ingressNginxEdges } from './ingressNginx.ts';
import { kubernetesObjects, type Answers, type KubernetesObjects } from './lookup.ts';
import { manifestFiles, type ManifestFile } from './manifest.ts';
import type { KubernetesObject } from './objects.ts';
import { isSame } from './places.ts';
import { MOST_SELECTED } from './pods.ts';
import { recorded, type Recorded } from './recorded.ts';
import { serviceEdges } from './services.ts';
import type { KubernetesTree } from './tree.ts';

/** No other file. */
export function wants(): Iterable<FileRequest> {
  return [];
}

/** What the files declare. What is as it was when the folder was read before is the same: files, edges, and, if all of it is, the facts. */
export function read(input: DomainInput<KubernetesTree>): DomainFacts {
  const steps = reading(input);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, object by object. */
export function* prepare(input: DomainInput<KubernetesTree>): Iterable<undefined> {
  yield* reading(input);
}

type Input = DomainInput<KubernetesTree>;
type Edges = readonly EdgeListener[];

/** What makes edges of one object. */
interface Maker {
  readonly of: (objects: KubernetesObjects) => readonly KubernetesObject[];
  readonly make: (object: KubernetesObject, objects: KubernetesObjects, input: Input) => Edges;
}

const MAKERS: readonly Maker[] = [
  { of: (objects) => objects.ofKinds(['Service'], 'aws'), make: serviceEdges },
  { of: (objects) => objects.ofKinds(['Ingress']), make: albIngressEdges },
  { of: (objects) => objects.ofKinds(['Gateway'], 'gatewayClassName'), make: gatewayEdges },
  { of: ingressesIn, make: ingressNginxEdges },
  { of: ingressesIn, make: f5IngressEdges },
  { of: (objects) => f5Resources(objects, 'VirtualServer'), make: virtualServerEdges },
  { of: (objects) => f5Resources(objects, 'TransportServer'), make: transportServerEdges },
];

type Made = ReadonlyMap<KubernetesObject, Recorded<Edges>>;

/** A folder as it was read. */
interface State {
  readonly files: ReadonlyMap<FilePath, ManifestFile>;
  readonly answers: Answers;
  /** By the objects that they were made of, by each maker. */
  readonly made: ReadonlyMap<Maker, Made>;
  readonly facts: DomainFacts;
}

/** By the options, without which nothing is the same, and the folder. */
const states = new WeakMap<Input['options'], Map<FilePath, State>>();

function* reading(input: Input): Generator<undefined, DomainFacts, undefined> {
  const folders = states.get(input.options) ?? new Map<FilePath, State>();
  const before = folders.get(input.folder);
  const files = manifestFiles(input.files.values(), before?.files ?? new Map());
  const changes = changesOf(files, before?.files);
  const { objects, answers } = kubernetesObjects(files, changes, before?.answers);
  const made = new Map<Maker, Made>();
  const edges: EdgeListener[] = [];
  const cut = new Set<FilePath>();
  for (const maker of MAKERS) {
    const [own, earlier] = [new Map<KubernetesObject, Recorded<Edges>>(), before?.made.get(maker)];
    made.set(maker, own);
    for (const object of maker.of(objects)) {
      const known = earlier?.get(object);
      const isStill = known?.isSameOf(objects, changes) === true;
      const it = isStill ? known : recorded(objects, (asked) => maker.make(object, asked, input));
      own.set(object, it);
      for (const edge of it.value) edges.push(edge);
      for (const file of it.cut) cut.add(file);
      yield;
    }
  }
  const facts = factsOf(edges, [...unreadIn(files), ...cutIn(cut)], before?.facts);
  folders.set(input.folder, { files, answers: answers(), made, facts });
  states.set(input.options, folders);
  return facts;
}

function unreadIn(files: ReadonlyMap<FilePath, ManifestFile>): readonly Note[] {
  const notes: Note[] = [];
  for (const { path, unread } of files.values()) for (const it of unread()) notes.push({ file: path, ...it });
  return notes;
}

/** One note for all of them: a selector that is in a thousand files is not worth a thousand. */
function cutIn([file, ...others]: Iterable<FilePath>): readonly Note[] {
  if (file === undefined) return [];
  const more = others.length === 0 ? '' : ', as other files have,';
  const message =
    `has${more} a Service that shares its selector with more than ${MOST_SELECTED} workloads or other Services: ` +
    `only the first ${MOST_SELECTED} of them are looked at`;
  return [{ kind: 'too-large', file, message }];
}

function factsOf(edges: Edges, notes: readonly Note[], before: DomainFacts | undefined): DomainFacts {
  const isSameNotes =
    before?.notes.length === notes.length &&
    before.notes.every(({ file, message }, i) => file === notes[i]?.file && message === notes[i].message);
  if (isSameNotes && isSame(edges, before.edges)) return before;
  return {
    ...{ listeners: [], modules: [], nginxVersions: [], placements: [], grpcServers: [], optOuts: [] },
    edges,
    notes: isSameNotes ? before.notes : notes,
  };
}
