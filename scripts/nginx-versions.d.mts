export const NGINX_VERSIONS: readonly string[];
export const USUAL_NGINX_VERSIONS: readonly string[];
export function pathOfNginx(version: string): string;
export function ensureNginx(version: string): Promise<string | undefined>;
export function ensureNginxes(options?: { readonly all?: boolean }): Promise<readonly string[]>;
