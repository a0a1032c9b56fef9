import type { FilePath } from '../../text/filePath.ts';

/** Whether a file may be a template, by its name. */
export function candidate(path: FilePath): boolean {
  return /\.(?:ya?ml|json|template)$/i.test(path);
}

/** CloudFormation takes no template that is longer ("CloudFormation quotas"), in bytes; a file of so many UTF-16 code units has at least as many. */
const LONGEST = 1024 * 1024;

/** JSON: its first key is a section of a template (AWS CloudFormation, "Template sections"; `Globals` is SAM's). */
const JSON_START =
  /^\uFEFF?\s{0,1000}\{\s{0,1000}"(?:AWSTemplateFormatVersion|Description|Metadata|Parameters|Rules|Mappings|Conditions|Transform|Globals|Hooks|Resources|Outputs)"/;

/** YAML: a section at the beginning of a line. */
const YAML_SECTION =
  /^\uFEFF?["']?(?:AWSTemplateFormatVersion|Description|Metadata|Parameters|Rules|Mappings|Conditions|Transform|Globals|Hooks|Resources|Outputs)["']?[ \t]{0,9}:/m;

/** Whether a file may be a template by its beginning: that of JSON tells by its first key. */
export function begins(_path: FilePath, beginning: string): boolean {
  return isBraced(beginning) ? JSON_START.test(beginning) : YAML_SECTION.test(beginning) || hasNothingYet(beginning);
}

/** Whether it is a template with something in it that takes connections, or lets them out. */
export function recognise(_path: FilePath, text: string): boolean {
  if (text.length > LONGEST || !(text.includes('AWS::ElasticLoadBalancing') || text.includes('AWS::EC2::NatGateway')))
    return false;
  return text.includes('Resources') && (isBraced(text) ? JSON_START.test(text) : YAML_SECTION.test(text));
}

function isBraced(text: string): boolean {
  return /^\uFEFF?\s{0,1000}\{/.test(text);
}

/** Nothing but comments, empty lines and what may stand above a document. */
function hasNothingYet(beginning: string): boolean {
  return beginning.split('\n').every((line) => /^\uFEFF?[ \t]{0,99}(?:#|---|%|\r?$)/.test(line));
}
