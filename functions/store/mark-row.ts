/** A mark of an owner as a row, and back. */
import * as v from 'valibot';
import type { Mark } from '../edition/mark.ts';
import type { Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';

const common = {
  id: v.string(),
  newsletterId: v.string(),
  from: v.number(),
  until: v.number(),
  madeAt: v.number(),
};
const ofItem = {
  ...common,
  item: v.looseObject({ feedId: v.string(), key: v.string() }),
  named: v.string(),
};

/** The shape of a mark, in its own row and in that of an edition. */
const markShape = shapeOf<Mark>()(
  v.variant('kind', [
    v.looseObject({ kind: v.literal('pin'), ...ofItem }),
    v.looseObject({ kind: v.literal('leave-out'), ...ofItem }),
    v.looseObject({ kind: v.literal('move'), ...ofItem, sectionId: v.string() }),
    v.looseObject({
      kind: v.literal('retitle'),
      ...ofItem,
      title: v.exactOptional(v.string()),
      excerpt: v.exactOptional(v.string()),
    }),
    v.looseObject({ kind: v.literal('own'), ...ofItem, sectionId: v.string() }),
    v.looseObject({
      kind: v.literal('note'),
      ...common,
      texts: v.record(v.string(), v.looseObject({ markdown: v.string(), html: v.string() })),
    }),
  ]),
);

const editionMarksShape = v.looseObject({ marks: v.array(markShape) });

/** The mark that a row holds. Throws `MalformedRow`. */
export function markOf(row: Row): Mark {
  return readRow(markShape, row);
}

/** The marks with which an edition was planned. Throws `MalformedRow`. */
export function editionMarksOf(row: Row): readonly Mark[] {
  return readRow(editionMarksShape, row).marks;
}
