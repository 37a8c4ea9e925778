/**
 * The letters of a formula are words of its sentence. Pages set them by scripts, in several forms at
 * once; a mail carries one: text, with what is raised and lowered.
 */
import {
  become,
  type Element,
  elementsNamed,
  isElement,
  type Node,
  type Parent,
  textOf,
  visibleText,
} from './dom.ts';

const text = (data: string): Node => ({ type: 'text', data });
const wrapped = (name: string, children: Node[]): Node => {
  return { type: 'element', name, attribs: {}, children };
};

/** Whether a script of a page would set a formula here. */
export function isFormula(element: Element): boolean {
  const { name, attribs } = element;
  if (name === 'math' || name === 'mjx-container') return true;
  if (name === 'script') return /^math\//.test(attribs.type ?? '');
  if (name === 'img') return isFormulaImage(attribs);
  return (
    attribs.class !== undefined &&
    formulaClass.test(attribs.class) &&
    elementsNamed('math', element.children).length > 0
  );
}

const formulaClass =
  /(?:^|\s)(?:katex(?:-display)?|mathjax(?:_display)?|mjx-chtml|mwe-math-element|math)(?:\s|$)/i;

function isFormulaImage({ alt = '', class: classes = '', src = '' }: Element['attribs']): boolean {
  if (alt.trim() === '' || alt.length > formulaCharsMax) return false;
  return (
    /(?:^|[\s-])(?:latex|tex|math|formula|mwe-math-fallback-image-inline)(?:$|\s)/i.test(classes) ||
    /\/latex\.php\?|\/math\/render\/|[?&]tex=|latex\.codecogs\.com/i.test(src)
  );
}

const formulaCharsMax = 500;

/** Writes the formula as text; one that a script has set already is dropped where it comes again. */
export function writeFormula(element: Element, parent: Parent): void {
  const nodes = nodesOf(element, parent);
  const isDisplayed =
    element.attribs.display === 'block' || /display/i.test(element.attribs.class ?? '');
  become(element, isDisplayed ? 'div' : 'span', { [setMark]: '' });
  element.children = nodes;
}

function nodesOf(element: Element, parent: Parent): Node[] {
  if (element.name === 'img') return [text(plainTex(element.attribs.alt ?? ''))];
  if (element.name === 'script') {
    return isSetAlready(element, parent) ? [] : [text(visibleText(element))];
  }
  const [math] = elementsNamed('math', [element]);
  if (math === undefined) return element.children;
  const nodes = math.children.flatMap(written);
  const alternative = plainTex(math.attribs.alttext ?? '');
  return visibleText(nodes) === '' && alternative !== '' ? [text(alternative)] : nodes;
}

/** Tells a formula that has been written from its script, until attributes are settled. */
const setMark = 'data-formula';

/** The set form stands before its script. */
function isSetAlready(script: Element, parent: Parent): boolean {
  const before = parent.children.slice(0, parent.children.indexOf(script)).findLast(isElement);
  return before !== undefined && setMark in before.attribs && visibleText(before) !== '';
}

/** "{\displaystyle E=mc^{2}}" is wrapped for a program; a person reads what is inside. */
function plainTex(tex: string): string {
  return tex
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\{\\(?:display|text)style (.*)\}$/, '$1')
    .trim();
}

function written(node: Node): Node[] {
  if (node.type === 'text') return node.data.trim() === '' ? [] : [text(node.data.trim())];
  const parts = node.children.filter((child) => isElement(child) || child.data.trim() !== '');
  const part = (index: number) => (parts[index] === undefined ? [] : written(parts[index]));
  switch (node.name) {
    case 'annotation':
    case 'annotation-xml':
      return [];
    case 'semantics':
      return part(0);
    case 'mo':
      return [text(operator(visibleText(node)))];
    case 'mtext':
      return [text(textOf(node).replace(/\s+/g, ' '))];
    case 'mspace':
      return [text(' ')];
    case 'msup':
    case 'mover':
      return [...part(0), wrapped('sup', part(1))];
    case 'msub':
    case 'munder':
      return [...part(0), wrapped('sub', part(1))];
    case 'msubsup':
    case 'munderover':
      return [...part(0), wrapped('sub', part(1)), wrapped('sup', part(2))];
    case 'mfrac':
      return [...grouped(part(0)), text('/'), ...grouped(part(1))];
    case 'msqrt':
      return [text('√'), ...grouped(parts.flatMap(written))];
    case 'mroot':
      return [wrapped('sup', part(1)), text('√'), ...grouped(part(0))];
    case 'mfenced':
      return [
        text(node.attribs.open ?? '('),
        ...fenced(node, parts),
        text(node.attribs.close ?? ')'),
      ];
    case 'mtr':
      return [...parts.flatMap(written), text('; ')];
    case 'mtd':
      return [...parts.flatMap(written), text(' ')];
    default:
      return parts.flatMap(written);
  }
}

function fenced(node: Element, parts: readonly Node[]): Node[] {
  const comma = (node.attribs.separators ?? ',').slice(0, 1);
  return parts.flatMap((one, index) => [
    ...(index === 0 ? [] : [text(`${comma} `)]),
    ...written(one),
  ]);
}

/** Relations stand apart from what they relate; what only binds (U+2061 to U+2064) is not seen. */
function operator(sign: string): string {
  if (/^[\u2061-\u2064]$/.test(sign)) return '';
  return /^[=≠<>≤≥≈∼≡→⇒⇔∈⊂⊆+−×·±∝]$/.test(sign) ? ` ${sign} ` : sign;
}

/** A fraction within a line needs brackets around what is more than one sign. */
function grouped(nodes: Node[]): Node[] {
  const [only] = nodes;
  const isOne = nodes.length === 1 && only?.type === 'text' && /^[\p{L}\p{N}.,]+$/u.test(only.data);
  return isOne ? nodes : [text('('), ...nodes, text(')')];
}
