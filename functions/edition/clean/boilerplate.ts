/** Learns what a feed repeats in every item, so that no item prints it. */
import {
  type Element,
  elementsNamed,
  isBlock,
  isElement,
  type Node,
  type Parent,
  type Root,
  visibleText,
} from './dom.ts';
import { spend, withinWork } from './work.ts';

/** Fingerprints of the blocks that most items of a feed have in common. */
export type Boilerplate = ReadonlySet<string>;

/** Fewer items than this show no habit. */
const siblingsMin = 3;
const shareMin = 0.6;
/** What is longer than this is somebody's text, even when it comes twice. */
const textCharsMax = 400;
const levelsMax = 3;

/** The fingerprints that at least three fifths of these pruned trees share. */
export function learnBoilerplate(roots: readonly Root[]): Boilerplate {
  if (roots.length < siblingsMin) return new Set();
  const counts = new Map<string, number>();
  for (const root of roots) {
    // What takes too much work has told nothing.
    const prints = withinWork(
      () => printsIn(root, 1),
      () => new Set<string>(),
    );
    for (const print of prints) counts.set(print, (counts.get(print) ?? 0) + 1);
  }
  const repeated = [...counts].filter(([, count]) => count >= roots.length * shareMin);
  return new Set(repeated.map(([print]) => print));
}

/** Takes the blocks known as boilerplate out; tells whether there were any. */
export function dropBoilerplate(root: Root, boilerplate: Boilerplate): boolean {
  return boilerplate.size > 0 && dropIn(root, boilerplate, 1);
}

function dropIn(parent: Parent, boilerplate: Boilerplate, level: number): boolean {
  const kept = parent.children.filter((node) => !boilerplate.has(fingerprint(node) ?? ''));
  const dropped = kept.length < parent.children.length;
  if (dropped) parent.children = kept;
  if (level === levelsMax) return dropped;
  return kept
    .filter((node): node is Element => isElement(node) && isBlock(node))
    .reduce((any, block) => dropIn(block, boilerplate, level + 1) || any, dropped);
}

function printsIn(parent: Parent, level: number): Set<string> {
  spend(parent.children.length);
  const prints = new Set<string>();
  for (const node of parent.children) {
    const print = fingerprint(node);
    if (print !== undefined) prints.add(print);
    if (isElement(node) && isBlock(node) && level < levelsMax) {
      for (const inner of printsIn(node, level + 1)) prints.add(inner);
    }
  }
  return prints;
}

/** Headings repeat because items are built alike ("Summary"), so they are never boilerplate. */
function fingerprint(node: Node): string | undefined {
  if (!isElement(node) || /^(?:h[1-6]|br|hr|td|tr)$/.test(node.name)) return undefined;
  const text = visibleText(node);
  if (text.length > textCharsMax) return undefined;
  const links = elementsNamed('a', [node]).map((link) => link.attribs.href ?? '');
  const images = elementsNamed('img', [node]).map((image) => image.attribs.src ?? '');
  if (text === '' && images.length === 0) return undefined;
  if (!isBlock(node) && links.length + images.length === 0) return undefined;
  return JSON.stringify([links.length > 0 ? sameDigits(text) : text, links, images]);
}

const lettersMin = 20;

/** "Join 4,812 readers" and "Join 5,106 readers" are one habit around a link; "Part 1" is not. */
function sameDigits(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters >= lettersMin ? text.replace(/\d+/g, '0') : text;
}
