export const PYTHON_PATH: string;
export function findMonitoring(name: 'promtool' | 'node_exporter'): string;
export function ensureMonitoring(): Promise<readonly string[]>;
