import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the extension starts the server with: SERVER_FLAGS of server/protocol.ts. */
export const SERVER_FLAGS = ['--max-semi-space-size=48'];

/** How often the memory of a process is looked at, in milliseconds. Its peak only grows: what is read last is the peak, or a little less. */
const LOOKS = 4;

/**
 * @typedef {object} Run
 * @property {number} wall Milliseconds from start to end.
 * @property {number} processor Milliseconds of the processor, all threads together; a little less than it was. NaN as below.
 * @property {number} peak The most memory it had, in megabytes (10^6 bytes); NaN where the system does not tell (it does on Linux).
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<Run>}
 */
export function timed(command, args) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let peak = NaN;
    let processor = NaN;
    const look = setInterval(() => {
      const now = { peak: peakOf(child.pid), processor: processorOf(child.pid) };
      if (!Number.isNaN(now.peak)) ({ peak, processor } = now);
    }, LOOKS);
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    child.on('error', (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on('exit', (code) => {
      clearInterval(look);
      const wall = performance.now() - start;
      if (code === 0) resolve({ wall, processor, peak });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${errors}`));
    });
  });
}

/**
 * The most memory that a running process has had so far, in megabytes; NaN where it is gone, or the system does not tell.
 *
 * @param {number | undefined} pid
 */
export function peakOf(pid) {
  try {
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kibibytes) * 1024) / 1e6;
  } catch {
    // It has ended, or this is no Linux.
    return NaN;
  }
}

/** Linux counts a process's time in ticks of this many milliseconds (USER_HZ). */
const TICK = 10;

/**
 * The time that a running process has had of the processor so far, in milliseconds; NaN as above.
 *
 * @param {number | undefined} pid
 */
function processorOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything: the fields from the third on; the 14th and the 15th count.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    // It has ended, or this is no Linux.
    return NaN;
  }
}

/**
 * The process of pipeline.ts, with the flags of the language server.
 *
 * @param {string} bundle
 */
export function startPipeline(bundle) {
  const child = fork(bundle, [], { execArgv: [...SERVER_FLAGS] });
  return {
    /**
     * @param {Readonly<Record<string, string>>} texts
     * @param {number} [times]
     * @returns {Promise<{ wall: number, processor: number, listeners: number, findings: number }>}
     */
    check: (texts, times = 1) =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error('the process that checks has ended'));
        child.once('exit', ended);
        child.once('message', (/** @type {any} */ answer) => {
          child.off('exit', ended);
          resolve(answer);
        });
        child.send({ texts, times });
      }),
    stop: () => child.kill(),
  };
}
