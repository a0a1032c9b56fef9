import { baseName } from '../../text/filePath.ts';
import { LineIndex } from '../../text/lineIndex.ts';
import type { DomainInput } from '../domain.ts';
import type { Sourced } from '../facts.ts';
import { parseNginxVersion, type NginxVersion } from '../nginxVersion.ts';
import type { Configuration } from './configuration.ts';
import { containersOf, placeIn } from './container.ts';
import { statementsOf } from './statement.ts';
import type { Comment, NginxTree } from './tree.ts';

type Input = DomainInput<NginxTree>;

/** The version of nginx that files say of a configuration: what is stated, then the image that uses it, then its own header. `undefined`: nothing says. */
export function versionOf(configuration: Configuration, input: Input): Sourced<NginxVersion> | undefined {
  const { stated } = configuration;
  const written = stated?.version === undefined ? undefined : parseNginxVersion(stated.version);
  if (written !== undefined) return { value: written, from: 'grpc-alpn.json' };
  return statedBy(configuration, input) ?? ofImages(configuration, input);
}

/** What a comment `# grpc-alpn: nginx=…` in one of its files says. */
function statedBy({ files }: Configuration, input: Input): Sourced<NginxVersion> | undefined {
  for (const file of files) {
    const parsed = input.files.get(file);
    const statement = parsed === undefined ? undefined : statementsOf(parsed.tree).find((it) => it.kind === 'nginx');
    if (parsed === undefined || statement === undefined) continue;
    const { line } = new LineIndex(parsed.text).positionAt(statement.start);
    return { value: statement.version, from: `the comment in line ${line + 1} of ${baseName(file)}` };
  }
  return undefined;
}

/** The nginx of the images that the main file is put into, where they agree; of what nobody puts anywhere, what its header says. */
function ofImages(configuration: Configuration, input: Input): Sourced<NginxVersion> | undefined {
  const places = containersOf(input.placements).flatMap((it) => placeIn(it, configuration.main) ?? []);
  const [first] = places;
  if (first === undefined) return ofHeader(configuration, input);
  const { nginx } = first.placement;
  return places.every(({ placement }) => placement.nginx?.value === nginx?.value) ? nginx : undefined;
}

/** The version that the comments at the top of the main file name. */
function ofHeader({ main }: Configuration, input: Input): Sourced<NginxVersion> | undefined {
  const parsed = input.files.get(main);
  if (parsed === undefined) return undefined;
  const { tree, text } = parsed;
  const end = tree.directives[0]?.start ?? text.length;
  for (const comment of tree.comments) {
    if (comment.start > end) break;
    const version = versionIn(comment);
    if (version === undefined) continue;
    const { line } = new LineIndex(text).positionAt(comment.start);
    return { value: version, from: `the comment in line ${line + 1} of ${baseName(main)}` };
  }
  return undefined;
}

/**
 * `nginx 1.24.0`, `nginx/1.24.0`, `nginx version: nginx/1.24.0`. A comment with more words may be about any nginx: the least that is needed, the
 * one that was tried, or the one that a generator was asked for and that stands there because nobody changed it.
 */
function versionIn({ value }: Comment): NginxVersion | undefined {
  const [, version] =
    /^[\s#*-]{0,20}(?:nginx version:\s{0,5})?nginx[ /-]v?(\d+\.\d+\.\d+)[\s.#*-]{0,20}$/i.exec(value) ?? [];
  return version === undefined ? undefined : parseNginxVersion(version);
}
