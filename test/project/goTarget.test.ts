import { expect, it } from 'vitest';
import { readGoTarget } from '../../core/project/goTarget.ts';

it.each([
  ['orders.example:8443', 'orders.example:8443', false, undefined],
  ['Orders:8443', 'orders:8443', false, 'orders'],
  ['orders', 'orders:443', false, 'orders'],
  ['orders.shop.svc.cluster.local:8443', 'orders.shop.svc.cluster.local:8443', false, 'orders'],
  ['orders.shop.svc:8443', 'orders.shop.svc:8443', false, 'orders'],
  ['dns:///orders.example:8443', 'orders.example:8443', false, undefined],
  ['dns:orders.example', 'orders.example:443', false, undefined],
  ['dns://8.8.8.8/orders.example:8443', 'orders.example:8443', false, undefined],
  ['passthrough:///10.0.0.1:8443', '10.0.0.1:8443', false, undefined],
  ['passthrough:10.0.0.1:8443', '10.0.0.1:8443', false, undefined],
  [':8443', 'localhost:8443', true, undefined],
  ['0.0.0.0:8443', 'localhost:8443', true, undefined],
  ['localhost:8443', 'localhost:8443', true, undefined],
  ['127.0.0.1:8443', '127.0.0.1:8443', true, undefined],
  ['[::1]:8443', '[::1]:8443', true, undefined],
  ['[2001:db8::1]', '[2001:db8::1]:443', false, undefined],
])('%s leads to %s', (text, target, isLocal, service) => {
  const read = readGoTarget(text);
  expect(read && `${read.host}:${read.port}`).toBe(target);
  expect([read?.isLocal, read?.service]).toEqual([isLocal, service]);
});

it.each([
  '',
  ':',
  'orders:',
  'orders:https',
  'orders:0',
  'orders:70000',
  'a b:1',
  '%s:%d',
  '${HOST}:443',
  'unix:///run/orders.sock',
  'unix:run.sock',
  'xds:///orders',
  'https://orders.example:443',
  'dns://',
  'dns://8.8.8.8',
  '[::1',
  `${'a'.repeat(300)}:443`,
])('%j does not tell where it leads', (text) => {
  expect(readGoTarget(text)).toBeUndefined();
});
