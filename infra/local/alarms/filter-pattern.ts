/**
 * The part of the filter patterns of CloudWatch Logs that the template uses: JSON patterns such as
 * `{ ($.type = "platform.report") && ($.record.status != "success") }` (CloudWatch Logs User Guide,
 * "Filter pattern syntax for metric filters"). Anything else throws.
 */

/** Whether a line, read as JSON, is meant by the pattern. */
export type LinePattern = (line: unknown) => boolean;

/** A pattern has a form that is not known here; the message shows where. */
class PatternError extends Error {
  override readonly name = 'PatternError';
}

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What is left of the text of a pattern. */
interface Rest {
  text: string;
}

const number = /^-?\d+(?:\.\d+)?/;

/** Reads a JSON pattern. Throws on other kinds (terms, regular expressions, IS NULL, wildcards). */
export function readPattern(text: string): LinePattern {
  const inner = /^\{(.*)\}$/s.exec(text.trim())?.[1];
  if (inner === undefined) throw new PatternError(`Not a JSON pattern: ${text}`);
  const rest: Rest = { text: inner };
  const pattern = readAny(rest);
  if (rest.text.trim() !== '') throw new PatternError(`Not understood: ${rest.text}`);
  return pattern;
}

/** `&&` binds more tightly than `||`. */
function readAny(rest: Rest): LinePattern {
  const parts = [readAll(rest)];
  while (take(rest, /^\|\|/) !== undefined) parts.push(readAll(rest));
  return (line) => parts.some((matches) => matches(line));
}

function readAll(rest: Rest): LinePattern {
  const parts = [readOne(rest)];
  while (take(rest, /^&&/) !== undefined) parts.push(readOne(rest));
  return (line) => parts.every((matches) => matches(line));
}

function readOne(rest: Rest): LinePattern {
  if (take(rest, /^\(/) === undefined) return readComparison(rest);
  const inner = readAny(rest);
  if (take(rest, /^\)/) === undefined) throw new PatternError(`No ) before: ${rest.text}`);
  return inner;
}

function readComparison(rest: Rest): LinePattern {
  const path = take(rest, /^\$(?:\.[A-Za-z_]\w*)+/);
  const operator = take(rest, /^(?:!=|<=|>=|=|<|>)/);
  const quoted = take(rest, /^"[^"*%\\]*"/);
  const plain = quoted ?? take(rest, number);
  if (path === undefined || operator === undefined || plain === undefined) {
    throw new PatternError(`No comparison that is known here: ${rest.text}`);
  }
  const names = path.split('.').slice(1);
  const wanted = quoted === undefined ? Number(plain) : plain.slice(1, -1);
  if (quoted !== undefined && operator !== '=' && operator !== '!=') {
    throw new PatternError(`Texts are only equal or not: ${plain}`);
  }
  return (line) => compare(fieldOf(line, names), operator as Operator, wanted);
}

/** A field that is not there matches nothing, not even `!=`. */
function compare(found: unknown, operator: Operator, wanted: string | number): boolean {
  if (typeof found !== 'string' && typeof found !== 'number') return false;
  switch (operator) {
    case '=':
      return found === wanted;
    case '!=':
      return found !== wanted;
    case '<':
      return found < wanted;
    case '<=':
      return found <= wanted;
    case '>':
      return found > wanted;
    case '>=':
      return found >= wanted;
  }
}

function fieldOf(line: unknown, names: readonly string[]): unknown {
  let value = line;
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Takes what matches off the front, white space before it ignored. */
function take(rest: Rest, pattern: RegExp): string | undefined {
  const text = rest.text.trimStart();
  const [found] = pattern.exec(text) ?? [];
  if (found !== undefined) rest.text = text.slice(found.length);
  return found;
}
