import { describe, expect, it } from 'vitest';
import { moduleChoices, readPreUpgradeRequest } from '../../client/preUpgradeRequest.ts';

const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

describe('what the command is given', () => {
  it.each([
    [{ module: 'file:///a/go.mod' }, { module: 'file:///a/go.mod' }],
    [
      { module: 'file:///a/go.mod', version: 'v1.67.0', other: 1 },
      { module: 'file:///a/go.mod', version: 'v1.67.0' },
    ],
    [{ version: 'v1.67.0' }, { version: 'v1.67.0' }],
    [{ module: 7 }, undefined],
    [{}, undefined],
    [undefined, undefined],
    [null, undefined],
    ['file:///a/go.mod', undefined],
  ])('%j', (argument, expected) => {
    expect(readPreUpgradeRequest(argument)).toEqual(expected);
  });
});

describe('the list of modules', () => {
  it('has all of them first, then each with its grpc-go and its file', () => {
    const module = { range: RANGE, band: '1.65-1.66', certainty: 'exact', grpcGo: 'v1.66.3' } as const;
    const modules = [
      { ...module, uri: 'file:///shop/cart/go.mod', path: 'shop.example/cart' },
      { ...module, uri: 'file:///shop/go.mod', path: null },
    ];
    expect(moduleChoices(modules, (uri) => uri.replace('file:///shop/', ''))).toEqual([
      { label: 'All modules', description: '2 that use grpc-go', params: {} },
      {
        label: 'shop.example/cart',
        description: 'grpc-go v1.66.3 (cart/go.mod)',
        params: { module: 'file:///shop/cart/go.mod' },
      },
      { label: 'go.mod', description: 'grpc-go v1.66.3 (go.mod)', params: { module: 'file:///shop/go.mod' } },
    ]);
  });
});
