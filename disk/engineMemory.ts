/** The engine of tree-sitter, as far as numbers are put into its memory: what the options become that it is started with. */
export interface EngineMemory {
  /** Another list, when the memory grows. */
  HEAP32?: Int32Array;
  setValue?: (address: number, value: number, type: string) => void;
  getValue?: (address: number, type: string) => number;
}

/** Memory of WebAssembly begins with the low byte of a number, whatever the machine does. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Shortens the way of 32-bit numbers into the engine's memory and out of it. Every step from one node of a tree to the next passes eight of them
 * through functions that tell a dozen types apart by their names: half of what copying a tree takes. Without these functions all stays as it is.
 */
export function shortenWay(engine: EngineMemory): void {
  const { setValue, getValue } = engine;
  if (!IS_LITTLE_ENDIAN || setValue === undefined || getValue === undefined) return;
  engine.setValue = (address, value, type) => {
    const { HEAP32 } = engine;
    if (type === 'i32' && HEAP32 !== undefined) HEAP32[address >> 2] = value;
    else setValue(address, value, type);
  };
  engine.getValue = (address, type) => {
    const { HEAP32 } = engine;
    return type === 'i32' ? (HEAP32?.[address >> 2] ?? getValue(address, type)) : getValue(address, type);
  };
}
