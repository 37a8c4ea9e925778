/**
 * Makes what a page shows work outside of the page that it was written for: lazy pictures load,
 * players become links, formulas text, URLs become absolute and lose their tracking.
 */
import { absoluteUrl, withoutTracking } from '../url.ts';
import type { Element, Origin, Parent } from './dom.ts';
import { carryEmbed, isEmbed } from './embeds.ts';
import { isFormula, writeFormula } from './formulas.ts';
import { repairImage, revealNoscript } from './pictures.ts';

/** Repairs the tree in place. */
export function repair(parent: Parent, origin: Origin): void {
  for (const node of parent.children) {
    if (node.type === 'text') continue;
    repairElement(node, parent, origin);
    repair(node, origin);
  }
}

/** Most elements are none of these, and are told by their name alone. */
const plainNames = new Set(
  'p div br b strong em i li ul ol h1 h2 h3 h4 table tbody tr td th'.split(' '),
);

function repairElement(element: Element, parent: Parent, origin: Origin): void {
  const { name, attribs } = element;
  if (plainNames.has(name) && attribs.class === undefined) return;
  if (name === 'a') repairLink(element, origin);
  else if (isFormula(element)) writeFormula(element, parent);
  else if (name === 'img' || name.endsWith('-img')) repairImage(element, parent, origin);
  else if (name === 'noscript') revealNoscript(element, parent);
  else if (isEmbed(element)) carryEmbed(element, origin);
}

function repairLink(link: Element, origin: Origin): void {
  const url = absoluteUrl(link.attribs.href ?? '', origin.baseUrl);
  if (url === undefined) return;
  link.attribs.href = withoutTracking(url);
}
