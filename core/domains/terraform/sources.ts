import { attributesIn, bodyOf } from './hcl.ts';
import { sourceOf } from './moduleFiles.ts';
import type { Block } from './tree.ts';

/** The modules of terraform-aws-modules that are known here. */
type Known = 'alb' | 'elb' | 'vpc';

/** Which known module a block calls: from the registry, or from its repository. A folder below it is another one. */
export function knownModule(block: Block): Known | undefined {
  const source = block.type === 'module' ? sourceOf(attributesIn(bodyOf(block)))?.toLowerCase() : undefined;
  if (source === undefined) return undefined;
  const registry =
    /^(?:registry\.(?:terraform|opentofu)\.(?:io|org)\/)?terraform-aws-modules\/(alb|elb|vpc)\/aws\/?$/.exec(source);
  const repository =
    /github\.com[/:]terraform-aws-modules\/terraform-aws-(alb|elb|vpc)(?:\.git)?(?:\?[^/]{0,200})?$/.exec(source);
  const name = registry?.[1] ?? repository?.[1];
  return name === 'alb' || name === 'elb' || name === 'vpc' ? name : undefined;
}

/** Whether a block calls terraform-aws-modules/alb. */
export function isAlbModule(block: Block): boolean {
  return knownModule(block) === 'alb';
}

/**
 * The newest release that a call may mean, where that is certain: `[8, 7]` of `~> 8.7.0`, `[8]` of `~> 8.7`. `undefined`: any.
 */
export function releaseOf(block: Block): readonly number[] | undefined {
  const attributes = attributesIn(bodyOf(block));
  const version = attributes.find(({ name }) => name === 'version')?.expression.text;
  const constraint =
    version === undefined ? undefined : /^" {0,8}(~>|=|) {0,8}v?(\d{1,4}(?:\.\d{1,4}){0,2}) {0,8}"$/.exec(version);
  const ref = /[?&]ref=v?(\d{1,4}(?:\.\d{1,4}){0,2})(?![\w.])/.exec(sourceOf(attributes) ?? '');
  const numbers = (constraint?.[2] ?? ref?.[1])?.split('.').map(Number);
  return constraint?.[1] === '~>' ? numbers?.slice(0, -1) : numbers;
}

/** Whether a release that a call means certainly is older than another one. */
export function isOlder(release: readonly number[] | undefined, [major, minor]: readonly [number, number]): boolean {
  const [first, second] = release ?? [];
  if (first === undefined || first > major) return false;
  return first < major || (second !== undefined && second < minor);
}
