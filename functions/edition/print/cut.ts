/** Where a text ends that may not go on: after a sentence, a block or a word, never inside a tag. */
import { trimEndOf } from '../../config/trim-end.ts';
import {
  holdsImage,
  isBlock,
  isElement,
  type Node,
  type Parent,
  textOf,
  visibleText,
} from '../clean/dom.ts';
import type { Passage } from './sentences.ts';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** An end before this share of the room would waste too much of it. */
const usedShareMin = 0.5;
/** As much of an end as shows whether it is an abbreviation. */
const endingCharsMax = 12;

/** Cuts a text to so many characters: after a sentence if one ends late enough, else a word. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const sentence = sentencesWithin(text, charsMax);
  if (sentence.length >= charsMax * usedShareMin) return sentence;
  return wordsWithin(text, charsMax);
}

/** Less room than this is not worth beginning in. */
const begunCharsMin = 40;

/**
 * Paragraphs of so many characters in all: the last one ends at a sentence, and is left out when
 * enough is said without it. Entries of a list stand below each other in one.
 */
export function cutPassages(passages: readonly Passage[], charsMax: number): string[] {
  const paragraphs: string[] = [];
  let used = 0;
  let wasEntry = false;
  for (const { kind, lines } of passages) {
    const text = lines.join('\n');
    const left = charsMax - used;
    const isEnough = used >= charsMax * usedShareMin;
    const cut = isEnough && text.length > left ? sentencesWithin(text, left) : cutText(text, left);
    if (cut === '' || (left < begunCharsMin && text.length > left && used > 0)) break;
    const isEntry = kind === 'entry';
    if (isEntry && wasEntry) paragraphs.push(`${paragraphs.pop()}\n${cut}`);
    else paragraphs.push(cut);
    used += cut.length;
    wasEntry = isEntry;
    if (cut !== text) break;
  }
  return paragraphs;
}

/** As many whole sentences as there is room for, or nothing. */
function sentencesWithin(text: string, charsMax: number): string {
  const head = text.slice(0, charsMax + 1);
  const found = [...sentences.segment(head)].slice(0, -1).reverse();
  for (const { index, segment } of found) {
    const end = withoutOpening(head.slice(0, index + segment.length));
    if (!/(?:^|[\s(])\p{L}{1,3}\.$/u.test(end.slice(-endingCharsMax))) return end;
  }
  return '';
}

const isOpened = (text: string) => lastOf(text, '„‚»›') > lastOf(text, '“‘«‹');

function lastOf(text: string, marks: string): number {
  return Math.max(...Array.from(marks, (mark) => text.lastIndexOf(mark)));
}

/** A mark that opens the next sentence is no part of this one; some close in one language (“ in „so“). */
function withoutOpening(text: string): string {
  const end = trimEndOf(text, /[\s\p{Ps}]/u);
  return /\p{Pi}$/u.test(end.slice(-1)) && !isOpened(end.slice(0, -1))
    ? end.slice(0, -1).trimEnd()
    : end;
}

/** As many whole words as there is room for, and a mark that there is more. */
function wordsWithin(text: string, charsMax: number): string {
  const head = text.slice(0, charsMax + 1);
  const cut = [...words.segment(head)].findLast(({ index }) => index <= charsMax - 1)?.index ?? 0;
  const start = trimEndOf(text.slice(0, cut > 0 ? cut : charsMax - 1), /[\s\p{P}]/u);
  return `${start.replace(/[\ud800-\udbff]$/, '')}…`;
}

interface Room {
  readonly charsMax: number;
  used: number;
}

/**
 * Keeps what fits in document order. The first line that does not is cut after a sentence, or at a
 * word when too little would be left without it; what follows goes.
 */
export function cutTree(root: Parent, charsMax: number): void {
  if (cutChildren(root, { charsMax, used: 0 })) dropLooseEnd(root);
}

/** Whether anything was cut off. */
function cutChildren(parent: Parent, room: Room): boolean {
  for (const [index, node] of parent.children.entries()) {
    const chars = visibleText(node).length;
    if (room.used + chars <= room.charsMax) {
      room.used += chars;
      continue;
    }
    const isKept = isLine(node) ? cutLine(node, room) : isElement(node) && cutChildren(node, room);
    parent.children = parent.children.slice(0, isKept ? index + 1 : index);
    return true;
  }
  return false;
}

function isLine(node: Node): boolean {
  if (!isElement(node)) return true;
  const isRow = node.name === 'tr';
  return !(isRow ? node.children.flatMap(childrenOf) : node.children).some(isBlock);
}

const childrenOf = (node: Node) => (isElement(node) ? node.children : []);

/** Whether anything of the line is kept. */
function cutLine(line: Node, { charsMax, used }: Room): boolean {
  const text = textOf(line);
  const left = charsMax - used;
  const isWhole = isElement(line) && line.name === 'tr';
  const sentence = isWhole ? '' : endWithin(line, text, left);
  const isEnough = used + sentence.length >= charsMax * usedShareMin;
  const kept = isEnough ? sentence : wordsWithin(text, left);
  if (kept === '') return false;
  truncate(line, kept);
  return true;
}

/** Code ends at a line, everything else at a sentence. */
function endWithin(line: Node, text: string, charsMax: number): string {
  if (!isElement(line) || line.name !== 'pre') return sentencesWithin(text, charsMax);
  const end = text.lastIndexOf('\n', charsMax);
  return end < 0 ? '' : text.slice(0, end).trimEnd();
}

/** Leaves of a node what begins a text, and gives back what of the text is still to come. */
function truncate(node: Node, kept: string): string {
  if (node.type === 'text') {
    const isCut = node.data.length >= kept.length || !kept.startsWith(node.data);
    const rest = isCut ? '' : kept.slice(node.data.length);
    if (isCut) node.data = kept;
    return rest;
  }
  const children: Node[] = [];
  let rest = kept;
  for (const child of node.children) {
    if (rest === '') break;
    rest = truncate(child, rest);
    children.push(child);
  }
  node.children = children;
  return rest;
}

/** A heading with nothing below it, and what holds nothing. */
function dropLooseEnd(parent: Parent): void {
  for (let last = parent.children.at(-1); last !== undefined; last = parent.children.at(-1)) {
    if (isElement(last) && isBlock(last)) dropLooseEnd(last);
    const isHeading = isElement(last) && /^h[2-4]$/.test(last.name) && parent.children.length > 1;
    if (!isHeading && (visibleText(last) !== '' || holdsImage(last))) return;
    parent.children.pop();
  }
}
