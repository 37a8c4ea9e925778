/**
 * Learns what a feed repeats at the same end of its items, so that no item prints it. Only whole
 * blocks count, and only from the end inwards: what stands between two lines of a story is never
 * looked at.
 */
import { hash } from 'node:crypto';
import { isSamePage } from '../url.ts';
import {
  type Element,
  elementsNamed,
  holdsImage,
  isBlock,
  isBreak,
  isElement,
  isLongerThan,
  isVisible,
  type Node,
  type Origin,
  type Parent,
  type Root,
  visibleText,
} from './dom.ts';
import { spend } from './work.ts';

/** Prints of the lines that items of a feed have in common, each marked with the end it stands at. */
export type Boilerplate = ReadonlySet<string>;

/**
 * Prints of the outermost lines of one item, as they are kept: those at its start begin with `^`,
 * those at its end with `$`. The print of an item that is a single line begins with `=`: what an item
 * says alone is no boilerplate.
 */
export type Ends = readonly string[];

/** Fewer items than this show no habit. */
const siblingsMin = 3;
const shareMin = 0.6;
const firstLinesMax = 3;
const lastLinesMax = 5;
/** What is longer than this is somebody's text, even when it comes twice. */
const textCharsMax = 400;
/** 48 bits: two lines of one feed never meet. */
const printChars = 8;

/** The prints that at least three fifths of these items have in common, and three of them. */
export function learnFrom(items: readonly Ends[]): Boilerplate {
  if (items.length < siblingsMin) return new Set();
  const counts = new Map<string, number>();
  const alone = new Set<string>();
  for (const prints of items) {
    for (const print of new Set(prints)) {
      if (print.startsWith('=')) alone.add(print.slice(1));
      else counts.set(print, (counts.get(print) ?? 0) + 1);
    }
  }
  const needed = Math.max(siblingsMin, items.length * shareMin);
  const repeated = [...counts].filter(
    ([print, count]) => count >= needed && !alone.has(print.slice(1)),
  );
  return new Set(repeated.map(([print]) => print));
}

/** The prints at both ends of a pruned tree. */
export function endsIn(root: Root, origin: Origin): Ends {
  const lines = linesIn(root);
  const [only] = lines;
  if (only === undefined) return [];
  if (lines.length === 1) return printOf(only, origin, '=');
  return [
    ...lines.slice(0, firstLinesMax).flatMap((line) => printOf(line, origin, '^')),
    ...lines.slice(-lastLinesMax).flatMap((line) => printOf(line, origin, '$')),
  ];
}

function printOf(line: Line, origin: Origin, end: string): string[] {
  const print = fingerprint(line, origin);
  return print === undefined ? [] : [end + print];
}

/** Takes the lines known as boilerplate off both ends; tells whether there were any. */
export function dropBoilerplate(root: Root, boilerplate: Boilerplate, origin: Origin): boolean {
  if (boilerplate.size === 0) return false;
  const lines = linesIn(root);
  const isKnown = (line: Line | undefined, end: string) =>
    line !== undefined && printOf(line, origin, end).some((print) => boilerplate.has(print));
  let first = 0;
  while (first < firstLinesMax && isKnown(lines[first], '^')) first += 1;
  while (first > 0 && announces(lines[first - 1])) first -= 1;
  let last = 0;
  while (last < lastLinesMax && isKnown(lines.at(-1 - last), '$')) last += 1;
  // A label does not stay behind without its block.
  while (last > 0 && announces(lines.at(-1 - last))) last -= 1;
  const dropped = [...lines.slice(0, first), ...lines.slice(lines.length - last)];
  const rest = lines.slice(first, lines.length - last);
  if (dropped.length === 0 || !isEnough(rest, dropped)) return false;
  for (const { nodes, parent } of dropped) {
    spend(parent.children.length);
    parent.children = parent.children.filter((node) => !nodes.includes(node));
  }
  return true;
}

/** A heading, or a line that ends in a colon. */
function announces(line: Line | undefined): boolean {
  if (line === undefined) return false;
  const [only] = line.nodes;
  if (isElement(only) && /^h[1-6]$/.test(only.name)) return true;
  return !isLongerThan(textCharsMax, line.nodes) && /[:：]$/.test(visibleText(line.nodes));
}

/** Less is no more than a number, or a date above a line that says all. */
const restWeightMin = 30;
const restBesideLinksMin = 10;

/** What is left is an item still: it says something, and no less than a plain line that goes. */
function isEnough(rest: readonly Line[], dropped: readonly Line[]): boolean {
  if (rest.some(({ nodes }) => nodes.some(holdsImage))) return true;
  const left = weightOf(rest);
  const isLinked = dropped.some(({ nodes }) => elementsNamed('a', nodes).length > 0);
  if (isLinked) return left >= restBesideLinksMin;
  return left >= restWeightMin && left >= weightOf(dropped);
}

/** Characters, those of scripts that write a word with one or two counted as more. */
function weightOf(lines: readonly Line[]): number {
  let weight = 0;
  for (const { nodes } of lines) {
    const text = visibleText(nodes);
    weight += text.length + 2 * (text.match(wide)?.length ?? 0);
  }
  return weight;
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** A whole block, or what stands between two blocks. */
interface Line {
  readonly nodes: readonly Node[];
  readonly parent: Parent;
}

/** The lines of a tree: blocks in plain containers count one by one, lists and tables as one. */
function linesIn(parent: Parent): Line[] {
  spend(parent.children.length);
  const lines: Line[] = [];
  let run: Node[] = [];
  const close = () => {
    if (run.some(isSaid)) lines.push({ nodes: run, parent });
    run = [];
  };
  for (const node of parent.children) {
    if (!endsRun(node, run)) {
      run.push(node);
      continue;
    }
    close();
    if (isElement(node)) lines.push(...linesOfBlock(node, parent));
  }
  close();
  return lines;
}

function linesOfBlock(node: Element, parent: Parent): Line[] {
  if (node.name === 'div') return linesIn(node);
  return isSaid(node) ? [{ nodes: [node], parent }] : [];
}

/** A block or a rule, or the second break: others write a new paragraph for that. */
function endsRun(node: Node, run: readonly Node[]): boolean {
  if (!isElement(node)) return false;
  if (isBlock(node) || node.name === 'hr') return true;
  const last = run.at(-1);
  return isBreak(node) && last !== undefined && isBreak(last);
}

function isSaid(node: Node): boolean {
  if (node.type === 'text') return isVisible(node.data);
  return !isBreak(node) && (holdsImage(node) || isVisible(visibleText(node)));
}

/** What a line says, where it leads and what it shows; a link to the item itself is the same in all. */
function fingerprint({ nodes }: Line, { baseUrl }: Origin): string | undefined {
  if (isLongerThan(2 * textCharsMax, nodes)) return undefined;
  const text = visibleText(nodes);
  if (text.length > textCharsMax) return undefined;
  const leadsTo = ({ attribs: { href = '' } }: Element) => (isSamePage(href, baseUrl) ? '' : href);
  const links = elementsNamed('a', nodes).map(leadsTo);
  const images = elementsNamed('img', nodes).map((image) => image.attribs.src ?? '');
  if (text === '' && images.length === 0) return undefined;
  const said = JSON.stringify([links.length > 0 ? sameDigits(text) : text, links, images]);
  return hash('sha1', said, 'base64url').slice(0, printChars);
}

const lettersMin = 20;

/** "Join 4,812 readers" and "Join 5,106 readers" are one habit around a link; "Part 1" is not. */
function sameDigits(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters >= lettersMin ? text.replace(/\d+/g, '0') : text;
}
