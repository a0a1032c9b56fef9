import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { printable } from '../core/text/printable.ts';

/** Where a probe ran: an endpoint can answer one machine and not another. */
export interface Machine {
  /** The machine's own name. */
  readonly host: string;
  /** What kind of place it is, in words that fit behind its name (`in a container`, `over SSH`); `null` = nothing is special about it. */
  readonly kind: string | null;
}

/** What tells where a process runs. */
export interface Surroundings {
  readonly host: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** /proc/version; empty where there is none. */
  readonly kernel: string;
  readonly exists: (file: string) => boolean;
  /** `env.remoteName` of VS Code, where its extension probes; absent: the command line, or the machine in front of the user. */
  readonly remote?: string | undefined;
}

/**
 * The machine that this process runs on.
 * @param remote `env.remoteName` of VS Code
 */
export function thisMachine(remote?: string): Machine {
  return machineOf({ host: hostname(), environment: process.env, kernel: kernelVersion(), exists: existsSync, remote });
}

/** The machine of such surroundings. No user's name and no path is part of it. */
export function machineOf(seen: Surroundings): Machine {
  const places = [container(seen), windowsSubsystem(seen), remoteSession(seen), pipeline(seen)];
  const kind = places.filter((place) => place !== undefined).join(', ');
  return { host: printable(seen.host, 100), kind: kind === '' ? null : kind };
}

function kernelVersion(): string {
  try {
    return readFileSync('/proc/version', 'utf8').slice(0, 1000);
  } catch {
    return '';
  }
}

/** What VS Code calls containers that it is attached to (the names of its remote authorities). */
const CONTAINER_REMOTES: ReadonlyMap<string, string> = new Map([
  ['dev-container', 'in a dev container'],
  ['attached-container', 'in a container'],
  ['k8s-container', 'in a container of Kubernetes'],
  ['codespaces', 'in a GitHub codespace'],
]);

function container({ environment, exists, remote }: Surroundings): string | undefined {
  if (environment['CODESPACES'] === 'true') return 'in a GitHub codespace';
  const attached = CONTAINER_REMOTES.get(remote ?? '');
  if (attached !== undefined) return attached;
  if (isSet(environment['REMOTE_CONTAINERS'])) return 'in a dev container';
  if (isSet(environment['KUBERNETES_SERVICE_HOST'])) return 'in a container of Kubernetes';
  // systemd's convention, which podman and LXC follow (systemd.io/CONTAINER_INTERFACE).
  const kind = environment['container'];
  if (kind === 'podman' || exists('/run/.containerenv')) return 'in a Podman container';
  if (exists('/.dockerenv')) return 'in a Docker container';
  return isSet(kind) ? 'in a container' : undefined;
}

function windowsSubsystem({ environment, kernel, remote }: Surroundings): string | undefined {
  const isMicrosofts = /microsoft/i.test(kernel);
  if (!isMicrosofts && remote !== 'wsl' && !isSet(environment['WSL_DISTRO_NAME'])) return undefined;
  return /wsl2/i.test(kernel) ? 'on WSL 2' : 'on WSL';
}

function remoteSession({ environment, remote }: Surroundings): string | undefined {
  if (remote === 'ssh-remote') return 'over SSH';
  if (remote === 'tunnel') return 'over a tunnel of VS Code';
  return isSet(environment['SSH_CONNECTION']) || isSet(environment['SSH_TTY']) ? 'over SSH' : undefined;
}

function pipeline({ environment }: Surroundings): string | undefined {
  if (environment['GITHUB_ACTIONS'] === 'true') return 'in GitHub Actions';
  if (environment['GITLAB_CI'] === 'true') return 'in GitLab CI';
  return environment['CI'] === 'true' ? 'in CI' : undefined;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
