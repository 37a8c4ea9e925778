/** What the sources of a command say to its owner: the sentences that stand in them as text. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

const root = join(import.meta.dirname, '..', '..');

/** Fewer words are a label, a name or a part of an address. */
const wordsMin = 4;

/** The texts of these files, in the order in which they stand there; `{}` is where a value goes. */
export function textsSaidIn(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root })
    .sort()
    .flatMap((file) => {
      const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'));
      return textsIn(program as unknown as Tree);
    })
    .filter(isSpoken)
    .map(oneLine);
}

/** A line is broken where a screen is full; what stands by itself is behind an empty line, or indented. */
function oneLine(text: string): string {
  return text.replace(/\n(?![\n ]|$)/g, ' ');
}

/** Names of packages and of AWS have no spaces, and no tag is read. */
export function isSpoken(text: string): boolean {
  const words = text.match(/(?<!\S)[^\s\p{L}]*\p{L}{2,}[^\s]*/gu) ?? [];
  return words.length >= wordsMin && !text.startsWith('<');
}

interface Tree {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** What nobody reads. */
const unread = new Set([
  'ImportDeclaration',
  'TSTypeAnnotation',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
]);
/** Of commands: claimed where their help is. */
const inHelp = new Set(['summary', 'details', 'help']);

function textsIn(tree: Tree): string[] {
  if (unread.has(tree.type) || isBug(tree) || isHelp(tree)) return [];
  const pieces = piecesOf(tree);
  if (pieces === undefined) return childrenOf(tree).flatMap(textsIn);
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : '{}')).join('');
  const values = pieces.filter((piece) => typeof piece !== 'string');
  return [text, ...values.flatMap(textsIn)];
}

/** Its words, and what is put between them; undefined where it is no text. */
function piecesOf(tree: Tree): (string | Tree)[] | undefined {
  switch (tree.type) {
    case 'Literal':
      return typeof tree.value === 'string' ? [tree.value] : undefined;
    case 'TemplateLiteral': {
      const values = tree.expressions as Tree[];
      return (tree.quasis as { value: { cooked: string } }[]).flatMap(({ value }, n) => {
        const next = values[n];
        return next === undefined ? [value.cooked] : [value.cooked, next];
      });
    }
    case 'BinaryExpression': {
      const sides = [tree.left, tree.right].map((side) => piecesOf(side as Tree));
      return sides.every((side) => side === undefined)
        ? undefined
        : [tree.left, tree.right].flatMap((side, n) => sides[n] ?? [side as Tree]);
    }
    case 'CallExpression':
      return joinedLines(tree);
    default:
      return undefined;
  }
}

/** `[…].join('\n')`: lines are broken where a screen is full, and not where a sentence ends. */
function joinedLines({ callee }: Tree): (string | Tree)[] | undefined {
  const { type, object, property } = callee as Tree;
  if (type !== 'MemberExpression' || (property as Tree).name !== 'join') return undefined;
  const { type: of, elements } = object as Tree;
  if (of !== 'ArrayExpression') return undefined;
  return (elements as Tree[]).flatMap((one) => [...(piecesOf(one) ?? [one]), ' ']);
}

/** An Error that is of no kind of its own tells of a bug, and no owner. */
function isBug({ type, callee }: Tree): boolean {
  return type === 'NewExpression' && (callee as Tree).name === 'Error';
}

function isHelp({ type, key }: Tree): boolean {
  return type === 'Property' && inHelp.has(String((key as Tree).name));
}

function childrenOf(tree: Tree): Tree[] {
  return Object.values(tree).flat().filter(isTree);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && 'type' in value;
}
