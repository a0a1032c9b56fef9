import { describe, expect, it } from 'vitest';
import { mapHtml } from '../../client/mapHtml.ts';
import { readMapMessage } from '../../client/mapMessage.ts';
import { countWords, Selector, summaryWords } from '../../client/mapPage/selection.ts';
import type { MapPicture, PictureListener } from '../../client/mapPage/picture.ts';

const WORKS = { tone: 'works', words: 'works', error: undefined } as const;
const FAILS = { tone: 'fails', words: 'fails', error: undefined } as const;

function listener(socket: string, judged: number, behind: number): PictureListener {
  const route = {
    route: 'location /',
    offer: 'TLS',
    to: `pool-of-${socket}`,
    addresses: '',
    leads: '',
    place: 'a:1',
    judged: behind,
  };
  return {
    configuration: 0,
    isClient: false,
    socket,
    names: '',
    kind: 'http',
    offer: 'offers h2',
    answer: 'selects h2',
    grpc: 'gRPC',
    because: '',
    remarks: '',
    place: 'a:1',
    judged,
    hasEntry: true,
    routes: [route],
  };
}

const PICTURE: MapPicture = {
  configurations: [{ name: 'deploy/nginx.conf', version: '' }],
  bands: [
    { band: '>=1.70', label: '' },
    { band: '<1.65', label: '' },
  ],
  judgements: [
    [WORKS, WORKS],
    [FAILS, WORKS],
    [null, null],
  ],
  listeners: [listener('*:1', 0, 0), listener('*:2', 1, 0), listener('*:3', 0, 1), listener('*:4', 2, 2)],
};

describe('what of a picture is shown', () => {
  const select = (choice: Partial<Parameters<Selector['select']>[0]>) =>
    new Selector(PICTURE).select({ band: 0, text: '', tones: [], ...choice });

  it('is everything at first, counted by the most pressing leg', () => {
    const { listeners, counts } = select({});
    expect(listeners).toEqual([0, 1, 2, 3]);
    expect(counts).toEqual({ works: 1, fails: 2, depends: 0, unknown: 0, silent: 1, clients: 0 });
    expect(summaryWords(counts)).toBe('4 listeners: 2 fail, 1 works, 1 without a verdict');
  });

  it('counts clients apart; what they lead to has no verdict of its own', () => {
    const client: PictureListener = { ...listener('orders:443', 1, 0), isClient: true };
    const lead = { ...client, routes: client.routes.map((it) => ({ ...it, judged: null })) };
    const { counts } = new Selector({ ...PICTURE, listeners: [listener('*:1', 0, 0), lead] }).select({
      band: 0,
      text: '',
      tones: [],
    });
    expect(summaryWords(counts)).toBe('1 listener, 1 client: 1 fails, 1 works');
  });

  it('depends on the band', () => {
    expect(summaryWords(select({ band: 1 }).counts)).toBe('4 listeners: 3 work, 1 without a verdict');
  });

  it('is what has all the words, whatever their case', () => {
    expect(select({ text: 'POOL-of  :3' }).listeners).toEqual([2]);
    expect(select({ text: 'deploy' }).listeners).toEqual([0, 1, 2, 3]);
    expect(select({ text: 'nowhere' })).toMatchObject({ listeners: [], counts: { works: 0, fails: 0 } });
    expect(summaryWords(select({ text: 'nowhere' }).counts)).toBe('0 listeners');
  });

  it('is what has one of the tones; all that fit the text are counted', () => {
    const { listeners, counts } = select({ tones: ['fails', 'silent'] });
    expect(listeners).toEqual([1, 2, 3]);
    expect(counts.works).toBe(1);
  });

  it('is found fast among thousands', () => {
    const many = { ...PICTURE, listeners: Array.from({ length: 10_000 }, (_, i) => listener(`*:${i}`, i % 3, 0)) };
    const selector = new Selector(many);
    const started = performance.now();
    for (let i = 0; i < 10; i++) selector.select({ band: 0, text: `:${i}`, tones: [] });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(selector.select({ band: 0, text: '*:9999', tones: [] }).listeners).toEqual([9999]);
  });

  it('is counted in words', () => {
    expect([countWords('fails', 1), countWords('depends', 2), countWords('unknown', 1)]).toEqual([
      '1 fails',
      '2 depend',
      '1 not known',
    ]);
  });
});

describe('what the page tells', () => {
  it.each([
    [{ kind: 'ready' }, { kind: 'ready' }],
    [
      { kind: 'open', revision: 1, listener: 2, route: null, more: 'x' },
      { kind: 'open', revision: 1, listener: 2, route: null },
    ],
    [
      { kind: 'open', revision: 1, listener: 2, route: 0 },
      { kind: 'open', revision: 1, listener: 2, route: 0 },
    ],
    [
      { kind: 'copy', revision: 1, band: '1.67' },
      { kind: 'copy', revision: 1, band: '1.67' },
    ],
  ])('%j is understood', (message, read) => {
    expect(readMapMessage(message)).toEqual(read);
  });

  it.each([
    undefined,
    null,
    'ready',
    [],
    { kind: 'open' },
    { kind: 'open', revision: 1, listener: '0', route: null },
    { kind: 'open', revision: 1, listener: 0 },
    { kind: 'open', revision: 1, listener: 0.5, route: null },
    { kind: 'copy', revision: 1, band: '1.99' },
    { kind: 'run', command: 'x' },
  ])('%j is not', (message) => {
    expect(readMapMessage(message)).toBeUndefined();
  });
});

describe('the page', () => {
  const html = mapHtml({
    nonce: 'n0nce',
    source: 'https://x.test',
    script: 'https://x.test/a.js',
    style: 'https://x.test/a.css',
  });

  it('loads its own script and style, and nothing else', () => {
    expect(html).toContain(`content="default-src 'none'; style-src https://x.test; script-src 'nonce-n0nce'"`);
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="https://x.test/a.css"', 'src="https://x.test/a.js"']);
    expect(html).not.toMatch(/style=|\son\w+=|unsafe|<style/);
  });

  it('names everything that can be used', () => {
    expect(html).toContain('<html lang="en">');
    expect(html.match(/<label>/g)).toHaveLength(2);
    expect(html).toMatch(/role="tree" aria-label="[^"]+"/);
    expect(html).toMatch(/role="status"/);
  });
});
