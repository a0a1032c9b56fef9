import { describe, expect, it } from 'vitest';
import { shortenWay, type EngineMemory } from '../../disk/engineMemory.ts';

function engineOf(memory: Int32Array): { readonly engine: EngineMemory; readonly asked: string[] } {
  const asked: string[] = [];
  const engine: EngineMemory = {
    HEAP32: memory,
    setValue: (address, value, type) => void asked.push(`set ${address} ${value} ${type}`),
    getValue: (address, type) => asked.push(`get ${address} ${type}`),
  };
  return { engine, asked };
}

describe('numbers of the engine of tree-sitter', () => {
  it('go straight into its memory, also when that has grown', () => {
    const { engine, asked } = engineOf(new Int32Array(4));
    shortenWay(engine);
    engine.setValue?.(8, -1, 'i32');
    expect([...(engine.HEAP32 ?? [])]).toEqual([0, 0, -1, 0]);
    const grown = Int32Array.of(0, 0, -1, 0, 0, 7);
    engine.HEAP32 = grown;
    expect([8, 20].map((it) => engine.getValue?.(it, 'i32'))).toEqual([-1, 7]);
    expect(asked).toEqual([]);
  });

  it('go as before where they are of another type, or not in it', () => {
    const { engine, asked } = engineOf(new Int32Array(1));
    shortenWay(engine);
    engine.setValue?.(0, 1, 'i8');
    engine.getValue?.(0, 'double');
    engine.getValue?.(400, 'i32');
    expect(asked).toEqual(['set 0 1 i8', 'get 0 double', 'get 400 i32']);
  });

  it('need no engine that has these functions', () => {
    const engine: EngineMemory = {};
    shortenWay(engine);
    expect(engine).toEqual({});
  });
});
