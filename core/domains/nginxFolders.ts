/** Where installations keep nginx.conf; a repository has a copy of such a folder. Sources: nginx's own and distributions' builds. */
export const CONFIGURATION_FOLDERS: readonly string[] = [
  '/etc/nginx/',
  '/usr/local/nginx/conf/',
  '/usr/local/etc/nginx/',
  '/opt/homebrew/etc/nginx/',
  '/usr/local/openresty/nginx/conf/',
  '/opt/bitnami/nginx/conf/',
];

/** Whether an absolute name is that of a folder where nginx's configuration is kept, or stands in one. */
export function isInConfigurationFolder(target: string): boolean {
  return CONFIGURATION_FOLDERS.some((it) => `${target}/`.startsWith(it));
}

/** The main file of nginx's own image and of OpenResty's. */
const STOCK_MAIN: ReadonlySet<string> = new Set([
  '/etc/nginx/nginx.conf',
  '/usr/local/openresty/nginx/conf/nginx.conf',
]);

/** Whether a name is that of the main file which the nginx of these images is started with. */
export function isMainName(target: string): boolean {
  return STOCK_MAIN.has(target);
}
