/** Many short rows of numbers, end to end in a few blocks: nothing is made to look at one. */

/** Rows of numbers by their index. */
export interface Pieces {
  /** The block that holds the row of an index; it begins at `start` and has `length` numbers. */
  readonly block: (index: number) => Uint32Array;
  readonly start: (index: number) => number;
  readonly length: (index: number) => number;
}

/** Takes rows in one after the other; `finish` gives them, the row `order[0]` at index 0. */
interface PiecesDraft {
  readonly add: (row: ArrayLike<number>) => void;
  readonly finish: (order: readonly number[]) => Pieces;
}

const blockNumbers = 2 ** 15;
const empty = new Uint32Array();

/** Opens it. A row has at most 32,768 numbers. Blocks never grow: that would need their room twice. */
export function openPieces(): PiecesDraft {
  const blocks: Uint32Array[] = [];
  const starts: number[] = [];
  const lengths: number[] = [];
  let used = blockNumbers;
  return {
    add: (row) => {
      if (used + row.length > blockNumbers) {
        blocks.push(new Uint32Array(blockNumbers));
        used = 0;
      }
      starts.push((blocks.length - 1) * blockNumbers + used);
      lengths.push(row.length);
      blocks.at(-1)?.set(row, used);
      used += row.length;
    },
    finish: (order) => {
      const startOf = Uint32Array.from(order, (index) => starts[index] ?? 0);
      const lengthOf = Uint16Array.from(order, (index) => lengths[index] ?? 0);
      return {
        block: (index) => blocks[Math.floor((startOf[index] ?? 0) / blockNumbers)] ?? empty,
        start: (index) => (startOf[index] ?? 0) % blockNumbers,
        length: (index) => lengthOf[index] ?? 0,
      };
    },
  };
}
