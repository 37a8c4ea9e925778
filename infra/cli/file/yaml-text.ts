/** The text of a newsletter's file: YAML 1.2, read within limits, each mistake with its line and column. */
import {
  type CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Mistake, Path } from '../../../functions/edition/setup/wanted.ts';
import { nearest } from '../nearest.ts';

const bytesMax = 1_000_000;
const depthMax = 30;
const aliasesMax = 100;

interface Slip {
  readonly offset: number;
  readonly said: string;
}

/** A text that was read, or all that is wrong with it in lines. */
export type ReadText =
  | {
      readonly kind: 'read';
      readonly value: unknown;
      readonly document: Document;
      readonly lines: LineCounter;
      /** What is wrong and does not keep the rest from being read. */
      readonly slips: readonly Slip[];
    }
  | { readonly kind: 'wrong'; readonly said: readonly string[] };

/** Reads the text; nothing in it is run, and no name stands for another twice over without end. */
export function readText(text: string): ReadText {
  if (Buffer.byteLength(text) > bytesMax) {
    return wrong(`The file has more than ${bytesMax / 1_000_000} MB.`);
  }
  const lines = new LineCounter();
  const deep = tooDeep(text);
  if (deep !== undefined)
    return wrong(`line ${deep}: more than ${depthMax} levels stand in each other.`);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    offset: fault.pos[0],
    said: `${at(fault.pos[0], lines)}: ${faultText(fault)}`,
    isSlip: fault.code === 'DUPLICATE_KEY',
  }));
  if (faults.some(({ isSlip }) => !isSlip)) {
    return { kind: 'wrong', said: faults.map(({ said }) => said) };
  }
  try {
    return {
      kind: 'read',
      value: document.toJS({ maxAliasCount: aliasesMax }),
      document,
      lines,
      slips: faults,
    };
  } catch (error) {
    // An alias of nothing, or so many in each other that they would fill the memory.
    if (error instanceof ReferenceError)
      return wrong(`The names behind “*” cannot be followed: ${error.message}.`);
    throw error;
  }
}

function wrong(said: string): ReadText {
  return { kind: 'wrong', said: [said] };
}

/** The mistakes as lines, in the order of the file, with the slips of its text. */
export function mistakeLines(
  mistakes: readonly Mistake[],
  { document, lines, slips }: Extract<ReadText, { kind: 'read' }>,
): string[] {
  const told = mistakes.map((mistake): Slip => {
    const offset = offsetOf(mistake, document);
    const said = `${placeText(mistake)}${mistake.message}${hint(mistake)}`;
    return { offset, said: `${at(offset, lines)}: ${said}` };
  });
  return [...slips, ...told].sort((a, b) => a.offset - b.offset).map(({ said }) => said);
}

function placeText({ path, isKey }: Mistake): string {
  const names = (isKey ? path.slice(0, -1) : path).map((step) =>
    typeof step === 'number' ? `no. ${step + 1}` : step,
  );
  return names.length === 0 ? '' : `${names.join(' › ')}: `;
}

function hint({ unknown }: Mistake): string {
  if (unknown === undefined) return '';
  const meant = nearest(unknown.name, unknown.known);
  return meant === undefined
    ? ` There may be: ${unknown.known.join(', ')}.`
    : ` Did you mean “${meant}”?`;
}

function at(offset: number, lines: LineCounter): string {
  const { line, col } = lines.linePos(offset);
  return `line ${Math.max(1, line)}, column ${Math.max(1, col)}`;
}

/** Where it stands; of what is missing, where it should stand in. */
function offsetOf({ path, isKey }: Mistake, document: Document): number {
  const start = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined);
  if (isKey === true) {
    const key = keyAt(path, document);
    if (key !== undefined) return start(key) ?? 0;
  }
  for (let steps = path.length; steps > 0; steps--) {
    const found =
      start(nodeAt(path.slice(0, steps), document)) ?? start(keyAt(path.slice(0, steps), document));
    if (found !== undefined) return found;
  }
  return start(document.contents) ?? 0;
}

function nodeAt(path: Path, document: Document): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

function keyAt(path: Path, document: Document): Node | undefined {
  const parent = nodeAt(path.slice(0, -1), document);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  return isNode(pair?.key) ? pair.key : undefined;
}

const faultTexts: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'This name stands there twice.',
  TAB_AS_INDENT: 'A line begins with a tab: use spaces.',
  BAD_INDENT: 'This line does not begin below the others of its kind.',
  MULTIPLE_DOCS: 'Only one newsletter stands in a file: take the “---” away.',
  MISSING_CHAR: 'Something is not closed before this: a quote, a bracket or the like.',
  BLOCK_AS_IMPLICIT_KEY: 'There are two “:” in this line: put the text behind the first in quotes.',
  TAG_RESOLVE_FAILED: 'A tag (“!…”) stands there: write the plain value.',
};

function faultText({ code, message }: YAMLError): string {
  return faultTexts[code] ?? `This is no YAML: ${message.split('\n')[0] ?? ''}`;
}

/** The line at which more stands in each other than anybody writes; the composer would call itself so often. */
function tooDeep(text: string): number | undefined {
  for (const top of new Parser().parse(text)) {
    const left: { readonly token: CST.Token; readonly depth: number }[] = [
      { token: top, depth: 0 },
    ];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { token, depth } = next;
      if (depth > depthMax) return text.slice(0, token.offset).split('\n').length;
      for (const inner of insideOf(token)) left.push({ token: inner, depth: depth + 1 });
    }
  }
  return undefined;
}

function insideOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) =>
    [item.key, item.value].filter((one) => one !== undefined && one !== null),
  );
}
