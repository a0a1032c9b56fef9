import type { GoModule } from '../domains/facts.ts';
import type { GoDialing, GoServing } from '../domains/goSource/facts.ts';
import { goPlacesOf } from './goPlaces.ts';
import type { Dial, Project, ProjectListener } from './project.ts';

/** A connection that Go code of one module opens to Go code of another one, as far as this workspace tells. Both use grpc-go. */
export interface Meeting {
  readonly dialing: GoDialing;
  readonly client: GoModule;
  readonly serving: GoServing;
  readonly server: GoModule;
  /** The nginx in between; `undefined`: none is known. */
  readonly through: Passage | undefined;
}

/** A listener of nginx, and the way out of it that is taken. */
export interface Passage {
  readonly listener: ProjectListener;
  readonly dial: Dial;
}

/** More are not told: a service that everybody calls. */
const MOST = 2000;

/**
 * Which modules of the folder meet. By evidence only: the target of a dialer names host and port of a server, itself or through an nginx.
 * That a go.work puts modules together says nothing about who calls whom.
 */
export function meetingsOf(project: Project): readonly Meeting[] {
  if (project.goSource.dialings.length === 0) return [];
  let meetings = known.get(project);
  if (meetings === undefined) known.set(project, (meetings = [...findMeetings(project)].slice(0, MOST)));
  return meetings;
}

const known = new WeakMap<Project, readonly Meeting[]>();

function* findMeetings(project: Project): Iterable<Meeting> {
  const places = goPlacesOf(project);
  if (places.users.length < 2) return;
  for (const dialing of project.goSource.dialings) {
    const client = places.moduleOf(dialing.at.file);
    if (client?.grpc === undefined) continue;
    for (const { serving, through } of waysOf(project, dialing)) {
      const server = places.moduleOf(serving.at.file);
      if (server?.grpc !== undefined && server !== client) yield { dialing, client, serving, server, through };
    }
  }
}

function* waysOf(project: Project, dialing: GoDialing): Iterable<Pick<Meeting, 'serving' | 'through'>> {
  const places = goPlacesOf(project);
  for (const serving of places.servingsAt(dialing)) yield { serving, through: undefined };
  for (const listener of places.listenersAt(dialing)) {
    for (const dial of listener.dials()) {
      for (const serving of places.servingsBehind(dial)) yield { serving, through: { listener, dial } };
    }
  }
}
