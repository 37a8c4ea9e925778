/**
 * Which items have a piece in common. Most pieces are in one item only and find nothing: a first
 * pass over all of them keeps those out of the index, and with them nine tenths of its memory.
 */

/** Notes which pieces occur more than once; it may take a few for such that do not. */
interface Recurring {
  readonly note: (piece: number) => void;
  readonly has: (piece: number) => boolean;
  /** Half of the most pieces that `has` is true for. */
  readonly places: () => number;
}

const bitsInWord = 32;
const placesForEach = 8;
const placeBits = { min: 10, max: 30 };

/** Opens it for about so many pieces. */
export function openRecurring(pieces: number): Recurring {
  const wanted = Math.ceil(Math.log2(pieces * placesForEach + 1));
  const bits = Math.max(placeBits.min, Math.min(placeBits.max, wanted));
  const once = openBits(bits);
  const twice = openBits(bits);
  let places = 0;
  const placeOf = (piece: number) => piece >>> (bitsInWord - bits);
  return {
    note: (piece) => {
      const place = placeOf(piece);
      if (once.set(place)) return;
      if (twice.set(place)) places += 1;
    },
    has: (piece) => twice.has(placeOf(piece)),
    places: () => places,
  };
}

function openBits(bits: number) {
  const words = new Int32Array(2 ** bits / bitsInWord);
  const has = (at: number) => ((words[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
  return {
    has,
    /** Tells whether it was not set before. */
    set: (at: number) => {
      if (has(at)) return false;
      words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31));
      return true;
    },
  };
}

/** The items that are known to have a piece. */
export interface PieceIndex {
  /** The n-th that was added; undefined when there are not so many. */
  readonly known: (piece: number, n: number) => number | undefined;
  /** Adds an item, unless enough are known. */
  readonly add: (piece: number, item: number) => void;
}

/** A piece that unlike stories share (a feed's own phrase) is known of so many of them only. */
const knownMax = 6;
const nowhere = -1;
const blockBits = 12;
const blockMask = 2 ** blockBits - 1;

interface Block {
  readonly pieces: Uint32Array;
  readonly counts: Uint8Array;
  readonly items: Uint32Array;
}

/** Opens an index for at most so many different pieces. */
export function openPieceIndex(piecesMax: number): PieceIndex {
  const bits = Math.ceil(Math.log2(piecesMax + 2));
  const entryAt = new Int32Array(2 ** bits).fill(nowhere);
  const blocks: Block[] = [];
  let used = 0;
  /** Where the entry of the piece is noted, or is to be (open addressing, step by step). */
  const slotOf = (piece: number): number => {
    let slot = Math.imul(piece, 0x9e3779b1) >>> (bitsInWord - bits);
    for (;;) {
      const entry = entryAt[slot] ?? nowhere;
      if (entry === nowhere || pieceAt(blocks, entry) === piece) return slot;
      slot = (slot + 1) % entryAt.length;
    }
  };
  return {
    known: (piece, n) => {
      const entry = entryAt[slotOf(piece)] ?? nowhere;
      const block = blocks[entry >> blockBits];
      const at = entry & blockMask;
      return block && n < (block.counts[at] ?? 0) ? block.items[at * knownMax + n] : undefined;
    },
    add: (piece, item) => {
      const slot = slotOf(piece);
      if (entryAt[slot] === nowhere) {
        if ((used & blockMask) === 0) blocks.push(newBlock());
        entryAt[slot] = used++;
      }
      const entry = entryAt[slot] ?? 0;
      const block = blocks[entry >> blockBits];
      if (block !== undefined) addTo(block, entry & blockMask, piece, item);
    },
  };
}

function pieceAt(blocks: readonly Block[], entry: number): number | undefined {
  return blocks[entry >> blockBits]?.pieces[entry & blockMask];
}

function newBlock(): Block {
  const size = 2 ** blockBits;
  return {
    pieces: new Uint32Array(size),
    counts: new Uint8Array(size),
    items: new Uint32Array(size * knownMax),
  };
}

function addTo({ pieces, counts, items }: Block, at: number, piece: number, item: number): void {
  pieces[at] = piece;
  const count = counts[at] ?? 0;
  if (count === knownMax) return;
  items[at * knownMax + count] = item;
  counts[at] = count + 1;
}
