import { execFileSync } from 'node:child_process';

const WINDOWS = [
  '-NoProfile',
  '-Command',
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.CommandLine)" }',
];

/** The process ids of the language servers that this extension host started. */
export function languageServers(): readonly number[] {
  const listing =
    process.platform === 'win32'
      ? execFileSync('powershell', WINDOWS)
      : execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return listing
    .toString()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((it) => it !== null && Number(it[2]) === process.pid && /dist[\\/]server\.js/.test(it[3] ?? ''))
    .map((it) => Number(it?.[1]));
}
