/** What lists say about each address, in 10 bytes or so each however many there are. */
import { createHash } from 'node:crypto';

const slotsAtFirst = 1 << 12;
const fullness = 0.6;

/** Numbers by text: of two million texts, none is mistaken for another. */
export interface Seen {
  readonly get: (text: string) => number | undefined;
  readonly set: (text: string, value: number) => void;
}

/** Opens an empty one; its values are whole numbers from 0 to 255. */
export function openSeen(): Seen {
  let slots = new Float64Array(slotsAtFirst);
  let values = new Uint8Array(slotsAtFirst);
  let count = 0;
  const place = (table: Float64Array, hash: number): number => {
    let at = hash % table.length;
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) % table.length;
    return at;
  };
  const grow = () => {
    const larger = new Float64Array(slots.length * 2);
    const moved = new Uint8Array(larger.length);
    for (const [n, hash] of slots.entries()) {
      if (hash === 0) continue;
      const at = place(larger, hash);
      larger[at] = hash;
      moved[at] = values[n] ?? 0;
    }
    slots = larger;
    values = moved;
  };
  return {
    get: (text) => {
      const hash = hashOf(text);
      const at = place(slots, hash);
      return slots[at] === hash ? values[at] : undefined;
    },
    set: (text, value) => {
      if (count > slots.length * fullness) grow();
      const hash = hashOf(text);
      const at = place(slots, hash);
      if (slots[at] !== hash) count += 1;
      slots[at] = hash;
      values[at] = value;
    },
  };
}

/** 52 bits, never 0. */
function hashOf(text: string): number {
  const digest = createHash('sha256').update(text).digest();
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) >> 4) || 1;
}
