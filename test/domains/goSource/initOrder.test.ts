import { expect, it } from 'vitest';
import { initTimeOf, type InitPackage } from '../../../core/domains/goSource/initOrder.ts';
import { INIT_ORDER_ROWS } from '../../oracle/initOrderRows.ts';

const PACKAGES: ReadonlyMap<string, InitPackage> = new Map(INIT_ORDER_ROWS.map((it) => [it.path, it]));

function timeOf(pkg: InitPackage): string {
  return initTimeOf(pkg, (path) => PACKAGES.get(path)).kind;
}

it.each(INIT_ORDER_ROWS)('$path', (row) => {
  expect(timeOf(row)).toBe(row.inTime ? 'in-time' : 'too-late');
});

it('says that it does not know, where something is not known', () => {
  expect(timeOf({ path: undefined, imports: ['os'] })).toBe('unknown');
  expect(timeOf({ path: 'github.com/acme/setup', imports: ['os', 'example.com/other'] })).toBe('unknown');
  // Its place among the others depends on the release of Go.
  expect(timeOf({ path: 'myapp/setup', imports: ['crypto/sha256', 'os'] })).toBe('unknown');
});

it('says what no import that is not known can change', () => {
  expect(timeOf({ path: 'aaa/setup', imports: ['net/http', 'example.com/other'] })).toBe('too-late');
  expect(timeOf({ path: undefined, imports: ['regexp'] })).toBe('too-late');
  expect(timeOf({ path: 'zzz/setup', imports: ['example.com/other'] })).toBe('too-late');
  expect(timeOf({ path: 'aaa/setup', imports: ['google.golang.org/grpc'] })).toBe('too-late');
});

it('ends where packages import each other', () => {
  const circle: InitPackage = { path: 'aaa/circle', imports: ['aaa/circle', 'os'] };
  expect(initTimeOf(circle, (path) => (path === 'aaa/circle' ? circle : undefined)).kind).not.toBe('too-late');
});

it('asks for each package once, on however many ways it is imported', () => {
  const asked: string[] = [];
  const time = initTimeOf({ path: 'aaa/0/a', imports: ['aaa/1/a', 'aaa/1/b'] }, (path) => {
    asked.push(path);
    if (!path.startsWith('aaa/')) return undefined;
    const next = Number(path.split('/')[1]) + 1;
    return { path, imports: next < 35 ? [`aaa/${next}/a`, `aaa/${next}/b`] : ['os'] };
  });
  expect(asked.length).toBe(new Set(asked).size);
  expect(time.kind).toBe('in-time');
});
