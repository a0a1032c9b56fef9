import type { DomainOptions, ParsedFile } from '../../../core/domains/domain.ts';
import type { Attribute, EdgeListener } from '../../../core/domains/edges.ts';
import type { DomainFacts } from '../../../core/domains/facts.ts';
import { terraformDomain } from '../../../core/domains/terraform/index.ts';
import type { TerraformTree } from '../../../core/domains/terraform/tree.ts';
import { filePath, relativeTo, type FilePath } from '../../../core/text/filePath.ts';
import { applyEdits, type TextEdit } from '../../../core/text/textEdit.ts';
import { grammars } from '../../support/grammars.ts';
import { FOLDER } from '../../support/openWorkspace.ts';

const NOTHING_STATED: DomainOptions = { nginx: { configurations: [] }, grpcOf: () => undefined };

/** A parsed file of these texts. */
export async function parsed(name: string, text: string): Promise<ParsedFile<TerraformTree>> {
  const parser = await grammars.load('hcl');
  const path = filePath(`${FOLDER}/${name}`);
  return { path, text, ...terraformDomain.parse(text, path, parser) };
}

/** What the Terraform files among these texts declare. */
export async function edgesOf(
  texts: Readonly<Record<string, string>>,
  options = NOTHING_STATED,
): Promise<readonly EdgeListener[]> {
  return (await factsOf(texts, options)).edges;
}

/** All that the Terraform files among these texts tell. */
export async function factsOf(texts: Readonly<Record<string, string>>, options = NOTHING_STATED): Promise<DomainFacts> {
  const files = new Map<FilePath, ParsedFile<TerraformTree>>();
  for (const [name, text] of Object.entries(texts)) {
    const file = await parsed(name, text);
    if (terraformDomain.candidate(file.path)) files.set(file.path, file);
  }
  return terraformDomain.read({
    folder: FOLDER,
    files,
    globs: new Map(),
    names: new Map(),
    absent: new Map(),
    links: new Map(),
    placements: [],
    grpcServers: [],
    options,
  });
}

/** What one file alone declares. */
export function edgesIn(text: string): Promise<readonly EdgeListener[]> {
  return edgesOf({ 'main.tf': text });
}

/** An edge in a few words: `aws-nlb aws_lb_listener.grpc TLS:443 terminated policy=None -> aws_lb_target_group.grpc`. */
export function shown(edge: EdgeListener): string {
  const { product, name, protocol, port, tls, alpnPolicy, http2, targets, hosts, grpc } = edge;
  return [
    `${product} ${name} ${protocol ?? '?'}:${port ?? '?'} ${tls ?? '?'}`,
    ...(alpnPolicy === undefined ? [] : [`policy=${shownValue(alpnPolicy)}`]),
    ...(http2 === undefined ? [] : [`http2=${shownValue(http2)}`]),
    ...targets.map((it) => {
      const version = it.version === undefined ? '' : ` ${shownValue(it.version)}`;
      const programs = it.programs.length === 0 ? '' : ` (${it.programs.join(', ')})`;
      return `-> ${it.name} ${it.protocol ?? '?'}:${it.port ?? '?'}${version}${programs} ${it.grpc.grpc}`;
    }),
    ...hosts.map((it) => `at ${it.name}`),
    grpc.grpc,
  ].join(' | ');
}

/** `None`, `absent`, `unknown`. */
function shownValue({ declared }: Pick<Attribute<string> | Attribute<boolean>, 'declared'>): string {
  return declared.kind === 'stated' ? String(declared.value) : declared.kind;
}

/** The texts after some edits, by their names. */
export function edited(
  texts: Readonly<Record<string, string>>,
  edits: readonly TextEdit[],
): Readonly<Record<string, string>> {
  const changed = Object.entries(texts).map(([name, text]): [string, string] => [
    name,
    applyEdits(
      text,
      edits.filter(({ file }) => relativeTo(FOLDER, file) === name),
    ),
  ]);
  return Object.fromEntries(changed);
}
