import { expect, test } from 'vitest';
import { begins, candidate, recognise } from '../../../core/domains/cloudformation/recognise.ts';
import { filePath } from '../../../core/text/filePath.ts';

const path = filePath('/w/template.yaml');
const TYPE = 'Type: AWS::ElasticLoadBalancingV2::Listener';

test.each([
  ['/w/a.yaml', true],
  ['/w/a.yml', true],
  ['/w/cdk.out/A.template.json', true],
  ['/w/a.template', true],
  ['/w/a.template.yml', true],
  ['/w/a.tf', false],
  ['/w/template', false],
])('by its name, %s may be one: %s', (name, expected) => {
  expect(candidate(filePath(name))).toBe(expected);
});

test.each([
  ['---\n# about\nAWSTemplateFormatVersion: "2010-09-09"\n', true],
  ['\uFEFFDescription: x\r\n', true],
  ['Transform: AWS::Serverless-2016-10-31\n', true],
  ['"Resources" :\n', true],
  ['# a licence\r\n'.repeat(800), true],
  ['', true],
  ['apiVersion: v1\nkind: Service\n', false],
  ['resources:\n  Resources:\n', false],
  ['x: 1\n', false],
  ['{\n\t"Resources": {', true],
  ['{"AWSTemplateFormatVersion":', true],
  [' {"Description" : "x"', true],
  ['{"name": "x", "Resources": 1', false],
  ['{"resources": [', false],
  ['[{"Resources": 1}', false],
])('by its beginning, %j may be one: %s', (beginning, expected) => {
  expect(begins(path, beginning)).toBe(expected);
});

test.each([
  [`Resources:\n  A:\n    ${TYPE}\n`, true],
  [`Description: >\n  x\nResources:\n  A:\n    ${TYPE}\n`, true],
  ['Resources:\n  A:\n    Type: AWS::EC2::NatGateway\n', true],
  ['Resources:\n  A:\n    Type: AWS::S3::Bucket\n', false],
  [`steps:\n  - Resources: ${TYPE}\n`, false],
  [`{"Parameters": {}, "Resources": {"A": {"${TYPE}"}}}`, true],
  [`{"text": "Resources, ${TYPE}"}`, false],
  [`Resources:\n  A:\n    ${TYPE}\n${'#'.repeat(1024 * 1024)}`, false],
])('%j is one: %s', (text, expected) => {
  expect(recognise(path, text)).toBe(expected);
});
