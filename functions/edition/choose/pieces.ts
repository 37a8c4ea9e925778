/**
 * Columns of short things for a hundred thousand items, end to end in a few blocks. A block never
 * grows: that would need its room twice for a moment.
 */

/** Short rows of numbers, by the order in which they were added. Nothing is made to look at one. */
export interface Pieces {
  /** Adds a row of at most 32,767 numbers of 32 bits, none below zero. */
  readonly add: (row: ArrayLike<number>) => void;
  /** The block that holds a row, which has `length` numbers from `start` on. */
  readonly block: (index: number) => Uint32Array;
  readonly start: (index: number) => number;
  readonly length: (index: number) => number;
}

const blockSize = 2 ** 15;
const noNumbers = new Uint32Array(1);

/** Opens a column of numbers; before each row stands its length. */
export function openPieces(): Pieces {
  const blocks: Uint32Array[] = [];
  const starts: number[] = [];
  let used = blockSize;
  const block = (index: number) =>
    blocks[Math.floor((starts[index] ?? 0) / blockSize)] ?? noNumbers;
  const place = (index: number) => (starts[index] ?? 0) % blockSize;
  return {
    add: (row) => {
      if (used + row.length + 1 > blockSize) {
        blocks.push(new Uint32Array(blockSize));
        used = 0;
      }
      starts.push((blocks.length - 1) * blockSize + used);
      const last = blocks.at(-1);
      last?.fill(row.length, used, used + 1);
      last?.set(row, used + 1);
      used += row.length + 1;
    },
    block,
    start: (index) => place(index) + 1,
    length: (index) => block(index)[place(index)] ?? 0,
  };
}

/** Texts by the order in which they were added. */
export interface ShortTexts {
  /** Adds a text of at most eight thousand characters. */
  readonly add: (text: string) => void;
  readonly at: (index: number) => string;
}

const noBytes = Buffer.alloc(0);

/** Opens a column of texts, which take a third of the room of strings. */
export function openShortTexts(): ShortTexts {
  const blocks: Buffer[] = [];
  const ends: number[] = [];
  let used = blockSize;
  return {
    add: (text) => {
      const bytes = Buffer.byteLength(text);
      if (used + bytes > blockSize) {
        blocks.push(Buffer.alloc(blockSize));
        used = 0;
      }
      blocks.at(-1)?.write(text, used);
      used += bytes;
      ends.push((blocks.length - 1) * blockSize + used);
    },
    at: (index) => {
      const [before, end] = [ends[index - 1] ?? 0, ends[index] ?? 0];
      // A block may be full to its last byte.
      const number = Math.ceil(end / blockSize) - 1;
      const from = Math.max(before, number * blockSize);
      return (blocks[number] ?? noBytes).toString(
        'utf8',
        from - number * blockSize,
        end - number * blockSize,
      );
    },
  };
}
