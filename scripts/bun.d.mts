export function findBun(): string;
export function ensureBun(): Promise<readonly string[]>;
