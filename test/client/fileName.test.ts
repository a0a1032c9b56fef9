import { expect, it } from 'vitest';
import { fileName } from '../../client/fileName.ts';

it.each([
  ['file:///w/nginx.conf', 'nginx.conf'],
  ['file:///w/my%20folder/', 'my folder'],
  ['file:///w/100%.conf', '100%.conf'],
  ['', ''],
])('the name in %s is %s', (uri, expected) => {
  expect(fileName(uri)).toBe(expected);
});
