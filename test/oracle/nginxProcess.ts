import type { NginxBinary } from './nginxBinary.ts';
import { startProgram, type Program } from './program.ts';

/** Where nginx is to run: its prefix, and the main file. */
export interface NginxPlace {
  readonly folder: string;
  readonly main: string;
}

/** An nginx that was started, whatever became of it. */
export interface NginxProcess extends Program {
  /** Whether it has opened its sockets, once this is known. */
  readonly opened: Promise<boolean>;
}

/** Starts nginx, and waits for what it says. */
export function launch(nginx: NginxBinary, place: NginxPlace, args: readonly string[]): NginxProcess {
  const program = startProgram([...nginxCommand(nginx, place), ...args]);
  return { ...program, opened: hasOpened(program) };
}

/** The command line of nginx: one process, in the foreground, that says at level info what it does. */
export function nginxCommand({ path, streamModule }: NginxBinary, { folder, main }: NginxPlace): readonly string[] {
  const globals = [
    ...(streamModule === undefined ? [] : [`load_module ${streamModule};`]),
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off; master_process off;',
    `pid ${folder}/nginx.pid; lock_file ${folder}/nginx.lock;`,
    'error_log stderr info;',
  ];
  return [path, '-p', folder, '-c', main, '-g', globals.join(' ')];
}

/** nginx opens its sockets before it says which event method it uses (ngx_init_cycle, then ngx_event_process_init). */
function hasOpened(program: Program): Promise<boolean> {
  return new Promise((resolve) => {
    let seen = '';
    program.onSaid((text) => {
      seen += text;
      if (/\[notice\] .* using the ".*" event method/.test(seen)) resolve(true);
    });
    void program.ended.then(() => resolve(false));
  });
}
