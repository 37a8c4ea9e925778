/** Rows as the wire has them, for benches that write more than the SDK would in the time. */

/** Numbers, texts, flags, maps and lists as the engine takes them. */
export function marshalled(value: unknown): { M: object } {
  const typed = (one: unknown): object => {
    if (typeof one === 'string') return { S: one };
    if (typeof one === 'number') return { N: String(one) };
    if (typeof one === 'boolean') return { BOOL: one };
    if (Array.isArray(one)) return { L: one.map(typed) };
    const entries = Object.entries(one as object).filter(([, inner]) => inner !== undefined);
    return { M: Object.fromEntries(entries.map(([name, inner]) => [name, typed(inner)])) };
  };
  return typed(value) as { M: object };
}
