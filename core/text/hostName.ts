const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/** Whether a name is one that one can connect to: no wildcard, regular expression, variable or placeholder. */
export function isHostName(name: string): boolean {
  return name.length <= 253 && HOST_NAME.test(name);
}
