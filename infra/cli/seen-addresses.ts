/** Which addresses a file has shown already, in 16 bytes or so each however many there are. */
import { createHash } from 'node:crypto';

const slotsAtFirst = 1 << 12;
const fullness = 0.6;

/** Says whether the text is new, and remembers it. Of two million, none is mistaken for another. */
export function openSeen(): (text: string) => boolean {
  let slots = new Float64Array(slotsAtFirst);
  let count = 0;
  const place = (table: Float64Array, hash: number): number => {
    let at = hash % table.length;
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) % table.length;
    return at;
  };
  const grow = () => {
    const larger = new Float64Array(slots.length * 2);
    for (const hash of slots) if (hash !== 0) larger[place(larger, hash)] = hash;
    slots = larger;
  };
  return (text) => {
    if (count > slots.length * fullness) grow();
    const hash = hashOf(text);
    const at = place(slots, hash);
    if (slots[at] === hash) return false;
    slots[at] = hash;
    count += 1;
    return true;
  };
}

/** 52 bits, never 0. */
function hashOf(text: string): number {
  const digest = createHash('sha256').update(text).digest();
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) >> 4) || 1;
}
