import { expect, it } from 'vitest';
import { machineOf, thisMachine, type Surroundings } from '../../probe/machine.ts';

const LINUX = 'Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)';
const WSL2 = 'Linux version 5.15.167.4-microsoft-standard-WSL2 (root@builder)';

function kind(seen: Partial<Omit<Surroundings, 'exists'>>, ...files: readonly string[]): string | null {
  return machineOf({ host: 'here', environment: {}, kernel: LINUX, exists: (it) => files.includes(it), ...seen }).kind;
}

it.each([
  ['a machine of its own', kind({}), null],
  ['Docker', kind({}, '/.dockerenv'), 'in a Docker container'],
  ['Podman', kind({}, '/run/.containerenv'), 'in a Podman container'],
  ['Podman by its variable', kind({ environment: { container: 'podman' } }), 'in a Podman container'],
  ['another container', kind({ environment: { container: 'lxc' } }), 'in a container'],
  ['Kubernetes', kind({ environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }), 'in a container of Kubernetes'],
  ['a dev container', kind({ environment: { REMOTE_CONTAINERS: 'true' } }, '/.dockerenv'), 'in a dev container'],
  ['a codespace', kind({ environment: { CODESPACES: 'true' } }, '/.dockerenv'), 'in a GitHub codespace'],
  ['WSL 2', kind({ kernel: WSL2 }), 'on WSL 2'],
  ['WSL 1', kind({ kernel: 'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)' }), 'on WSL'],
  ['WSL by its variable', kind({ kernel: '', environment: { WSL_DISTRO_NAME: 'Debian' } }), 'on WSL'],
  ['Docker Desktop', kind({ kernel: WSL2 }, '/.dockerenv'), 'in a Docker container, on WSL 2'],
  ['SSH', kind({ environment: { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' } }), 'over SSH'],
  ['a pipeline', kind({ environment: { CI: 'true', GITHUB_ACTIONS: 'true' } }), 'in GitHub Actions'],
  [
    'a pipeline of GitLab',
    kind({ environment: { CI: 'true', GITLAB_CI: 'true' } }, '/.dockerenv'),
    'in a Docker container, in GitLab CI',
  ],
  ['VS Code over SSH', kind({ remote: 'ssh-remote' }), 'over SSH'],
  ['VS Code in WSL', kind({ remote: 'wsl', kernel: WSL2 }), 'on WSL 2'],
  ['VS Code in a dev container', kind({ remote: 'dev-container' }, '/.dockerenv'), 'in a dev container'],
  ['VS Code in a tunnel', kind({ remote: 'tunnel' }), 'over a tunnel of VS Code'],
  ['VS Code in Kubernetes', kind({ remote: 'k8s-container' }), 'in a container of Kubernetes'],
  ['empty variables', kind({ environment: { SSH_TTY: '', WSL_DISTRO_NAME: '', container: '' } }), null],
])('%s', (_name, told, expected) => {
  expect(told).toBe(expected);
});

it('has the name of the machine, fit to be shown, and nothing of its user', () => {
  const seen = {
    environment: { USER: 'somebody', HOME: '/home/somebody', SSH_CONNECTION: '192.0.2.7 1 192.0.2.2 22' },
  };
  const machine = machineOf({ host: 'a\u001b[31m', kernel: LINUX, exists: () => false, ...seen });
  expect(machine).toEqual({ host: 'a\\x1b[31m', kind: 'over SSH' });
  expect(thisMachine().host).not.toBe('');
});
