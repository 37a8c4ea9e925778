/** Raised and lowered signs as text: a square stays a square where there are no elements. */
import { isElement, type Node, type Parent, textOf } from '../clean/dom.ts';

const plain = '0123456789+-−=()nixyab';
const raisedSigns = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱˣʸᵃᵇ';
const loweredSigns = '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙᵢₓ   ';

/** Writes what is raised or lowered with signs of its own, else behind `^` or `_`. */
export function writeRaised(parent: Parent): void {
  parent.children = parent.children.map((node): Node => {
    if (!isElement(node)) return node;
    if (node.name !== 'sup' && node.name !== 'sub') {
      writeRaised(node);
      return node;
    }
    return { type: 'text', data: written(textOf(node).trim(), node.name) };
  });
}

function written(text: string, name: 'sup' | 'sub'): string {
  const signs = [...(name === 'sup' ? raisedSigns : loweredSigns)];
  const made = [...text].map((sign) => signs[plain.indexOf(sign)]?.trim() ?? '');
  if (made.every((sign) => sign !== '')) return made.join('');
  if (/^[[(]/.test(text) || text.length > signsMax) return text;
  return /^\p{L}+$/u.test(text) && text.length > 1 ? text : `${name === 'sup' ? '^' : '_'}${text}`;
}

const signsMax = 6;
