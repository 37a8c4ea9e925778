/** Writes a newsletter into its file: what stands there keeps its comments, its order and its layout. */

import { isDeepStrictEqual } from 'node:util';
import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

const lineWidth = 0;

/** The text of a file that says this, with a head for editors. */
export function freshText(value: object, head: string): string {
  const document = new Document(value);
  document.commentBefore = head;
  return document.toString({ lineWidth });
}

/** The text of the document once it says this. What it says already is not touched. */
export function rewritten(document: Document, value: object): string {
  // A name that stands for another would have to change where it was given.
  visit(document, {
    Alias: (_, alias) => document.createNode(alias.resolve(document)?.toJS(document)) as Node,
    Node: (_, node) => {
      if (!isAlias(node) && 'anchor' in node) delete node.anchor;
    },
  });
  document.contents = merged(document, document.contents as Node | null, value);
  return document.toString({ lineWidth });
}

function merged(document: Document, node: Node | null, value: unknown): Node {
  if (isMap(node) && isRecord(value)) return mergedMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return mergedList(document, node, value);
  if (isScalar(node) && !isCollectionValue(value)) {
    if (!isSame(node.value, value)) node.value = value;
    return node;
  }
  const made = document.createNode(value) as Node;
  if (node?.comment !== undefined && !isCollection(made)) made.comment = node.comment;
  return made;
}

function mergedMap(
  document: Document,
  map: YAMLMap,
  value: Readonly<Record<string, unknown>>,
): Node {
  map.items = map.items.filter(({ key }) => Object.hasOwn(value, nameOf(key)));
  for (const [name, one] of Object.entries(value)) {
    const pair = map.items.find(({ key }) => nameOf(key) === name);
    if (pair === undefined)
      map.items.push(new Pair(document.createNode(name), document.createNode(one)));
    else pair.value = merged(document, pair.value as Node | null, one);
  }
  return map;
}

/** Entries that have a name of their own are found by it, wherever they stand. */
function mergedList(document: Document, list: YAMLSeq, value: readonly unknown[]): Node {
  if (isDeepStrictEqual(list.toJS(document), value)) return list;
  const before = list.items as Node[];
  list.items = value.map((one) => {
    const same = before.find((node) => isSameEntry(node.toJS(document), one));
    return same === undefined ? document.createNode(one) : merged(document, same, one);
  });
  return list;
}

function isSameEntry(one: unknown, other: unknown): boolean {
  if (!(isRecord(one) && isRecord(other))) return isDeepStrictEqual(one, other);
  const name = other.id === undefined ? 'url' : 'id';
  return other[name] !== undefined && one[name] === other[name];
}

/** `60` and `"60"` say the same of a setting. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof other === 'number' && String(one) === String(other));
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function isCollectionValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isCollectionValue(value) && !Array.isArray(value);
}
