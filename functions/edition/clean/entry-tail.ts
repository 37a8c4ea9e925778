/**
 * Sites that list links put into each entry what they know of it: who submitted it, where it leads,
 * how many points it has. Where it leads and where people talk about it stay.
 */
import { isSamePage } from '../url.ts';
import {
  type Element,
  isElement,
  isLongerThan,
  type Node,
  type Origin,
  type Parent,
  visibleText,
} from './dom.ts';
import { spend } from './work.ts';

/** Takes such a tail out and leaves its links. */
export function dropEntryTail(root: Parent, origin: Origin): void {
  dropFigures(root, origin);
  dropSubmitter(root, origin);
}

const figureLine = /^(?:article url|comments url|points|# comments): /i;
const talkLine = /^comments url: /i;
const figureCharsMax = 2_000;

/** "Article URL: …", "Points: 212": only where a line says where people talk about it. */
function dropFigures(root: Parent, { baseUrl }: Origin): void {
  spend(root.children.length);
  const last = root.children.at(-1);
  if (last === undefined || isLongerThan(figureCharsMax, [last])) return;
  if (!figureLine.test(visibleText(last))) return;
  const lines = root.children.filter((node) => isElement(node) && node.name === 'p').slice(-4);
  const figures = lines.filter((line) => {
    const text = visibleText(line);
    return text.length <= figureCharsMax && figureLine.test(text);
  });
  if (figures.length < 2 || !figures.some((line) => talkLine.test(visibleText(line)))) return;
  const gone = figures.filter((line) => {
    const text = visibleText(line);
    if (talkLine.test(text)) return false;
    if (!/^article url: /i.test(text)) return true;
    const [link] = isElement(line) ? line.children.filter(isLink) : [];
    return isSamePage(link?.attribs.href, baseUrl);
  });
  root.children = root.children.filter((node) => !gone.includes(node));
}

const isLink = (node: Node): node is Element => isElement(node) && node.name === 'a';
const isCalled = (name: string) => (node: Node) => isLink(node) && visibleText(node) === name;

/** "submitted by /u/name [link] [comments]" */
function dropSubmitter(parent: Parent, origin: Origin): boolean {
  for (const node of parent.children.slice(-endNodesMax)) {
    if (isElement(node) && isContainer(node) && dropSubmitter(node, origin)) return true;
  }
  spend(parent.children.length);
  if (parent.children.filter(isLink).length < 2) return false;
  const link = parent.children.findIndex(isCalled('[link]'));
  const end = parent.children.findIndex(isCalled('[comments]'));
  if (link < 0 || end < link) return false;
  const start = parent.children
    .slice(0, link)
    .findLastIndex((node) => textIn(node).trimEnd().endsWith(submitted));
  const target = parent.children[link];
  if (start < 0 || target === undefined || !isLink(target)) return false;
  const { href = '' } = target.attribs;
  const isOwn = isSamePage(href, origin.baseUrl);
  target.children = [
    { type: 'text', data: href.replace(/^https?:\/\/(?:www\.)?/, '').replace(/\/$/, '') },
  ];
  const first = parent.children[start];
  const before: Node[] =
    first?.type === 'text'
      ? [{ type: 'text', data: first.data.trimEnd().slice(0, -submitted.length).trimEnd() }]
      : [];
  const kept: Node[] = isOwn
    ? []
    : [{ type: 'element', name: 'p', attribs: {}, children: [target] }];
  parent.children.splice(start, end - start + 1, ...before, ...kept);
  return true;
}

/** Such a line is at the end of what holds it. */
const endNodesMax = 3;
const isContainer = ({ name }: Element) => containerNames.has(name);
const containerNames = new Set(['div', 'p', 'table', 'tbody', 'tr', 'td']);

const submitted = 'submitted by';
const textIn = (node: Node) => (node.type === 'text' ? node.data : '');
