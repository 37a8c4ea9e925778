/** What Intl knows of a language is made once: making it takes a hundred times as long as using it. */

/** Languages and zones come from newsletters and visitors: no more are kept than these. */
const keptMax = 200;

/** Makes what belongs to these words, such as language and zone, and keeps it for the next time. */
export function kept<Words extends readonly string[], Format>(
  make: (...words: Words) => Format,
): (...words: Words) => Format {
  const all = new Map<string, Format>();
  return (...words) => {
    const key = words.join('\n');
    const known = all.get(key) ?? make(...words);
    if (all.size >= keptMax) all.clear();
    all.set(key, known);
    return known;
  };
}
