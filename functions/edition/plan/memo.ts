/** What is worked out once for all who ask for it under the same key. */
type Memo<T> = (key: string, make: () => Promise<T>) => Promise<T>;

/** Keeps all that was made. */
export function openMemo<T>(): Memo<T> {
  const made = new Map<string, Promise<T>>();
  return (key, make) => {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known;
  };
}

/** More of it together would not leave the door enough memory to make the next. */
const keptSizeMax = 200_000;

/** Keeps what was asked for last, as long as all of it is small; what is large is kept alone. */
export function openSmallMemo<T>(sizeOf: (made: T) => number): Memo<T> {
  const made = new Map<string, { readonly value: Promise<T>; size: number }>();
  const sizeOfAll = () => [...made.values()].reduce((sum, { size }) => sum + size, 0);
  return async (key, make) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    // Before the next is made: both together would be too much.
    for (const [oldest] of made) {
      if (sizeOfAll() <= keptSizeMax) break;
      made.delete(oldest);
    }
    const entry = { value: make(), size: 0 };
    made.set(key, entry);
    entry.size = sizeOf(await entry.value);
    return entry.value;
  };
}
