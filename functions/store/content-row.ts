/** A rendered content as a row, and back: compressed, with what was found in it beside. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as v from 'valibot';
import type { Content, ItemRef, LeadReason, Piece } from '../edition/content.ts';
import type { ErrorFinding, Finding, WarningFinding } from '../edition/finding.ts';
import type { Row } from './client.ts';
import { MalformedRow, nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const itemRefShape = shapeOf<ItemRef>()(v.looseObject({ feedId: v.string(), key: v.string() }));

const findingShape = shapeOf<Finding>()(
  v.variant('level', [
    v.looseObject({
      level: v.literal('error'),
      check: nameIn<ErrorFinding['check']>(),
      count: v.exactOptional(v.number()),
    }),
    v.looseObject({
      level: v.literal('warning'),
      check: nameIn<WarningFinding['check']>(),
      count: v.exactOptional(v.number()),
      example: v.exactOptional(v.string()),
    }),
  ]),
);

const pieceShape = shapeOf<Piece>()(
  v.union([
    v.string(),
    v.looseObject({ personal: v.picklist(['unsubscribe', 'preferences', 'address', 'schedule']) }),
  ]),
);

const pageShape = shapeOf<NonNullable<Content['page']>>()(
  v.looseObject({
    html: v.string(),
    dateLine: v.string(),
    preview: v.string(),
    stories: v.array(v.looseObject({ title: v.string(), link: v.exactOptional(v.string()) })),
    picture: v.exactOptional(v.string()),
  }),
);

const contentShape = shapeOf<Content>()(
  v.looseObject({
    key: v.string(),
    newsletterId: v.string(),
    subject: v.string(),
    html: v.array(pieceShape),
    text: v.array(pieceShape),
    excerptChars: v.exactOptional(v.number()),
    plain: v.exactOptional(v.array(v.string())),
    stories: v.exactOptional(
      v.array(v.looseObject({ feedId: v.string(), key: v.string(), title: v.string() })),
    ),
    lead: v.exactOptional(
      v.looseObject({ item: itemRefShape, reasons: v.array(nameIn<LeadReason>()) }),
    ),
    page: v.exactOptional(pageShape),
    items: v.array(itemRefShape),
    excluded: v.array(
      v.looseObject({
        item: itemRefShape,
        reason: v.picklist(['same-story', 'told-before', 'left-out', 'kept-out', 'skipped']),
        as: v.exactOptional(itemRefShape),
      }),
    ),
    findings: v.array(findingShape),
  }),
);

const packedShape = v.looseObject({
  body: v.instance(Uint8Array),
  publishedAt: v.exactOptional(v.number()),
});

const findingsShape = v.looseObject({ findings: v.optional(v.array(findingShape), []) });

/** A tenth of the time of the best, for a tenth more bytes. */
const quality = 6;

/** The row of a content; whose it is stands beside what is packed, so that it goes with its newsletter. */
export function contentRow(content: Content): Row {
  const { key, newsletterId, findings } = content;
  return { ...keys.content(key), newsletterId, findings, body: pack(content) };
}

/** A key is sixteen bytes that no compression makes fewer: so many fit well into a row of 400 KB. */
const recordedAPartMax = 2_000;

/** The rows of a content, its own last: what more it records than fits into that stands in parts. */
export function contentRows({ items, excluded, ...content }: Content): Row[] {
  const most = Math.max(items.length, excluded.length);
  const parts = Array.from({ length: Math.max(1, Math.ceil(most / recordedAPartMax)) }, (_, n) => {
    const [start, end] = [n * recordedAPartMax, (n + 1) * recordedAPartMax];
    return { items: items.slice(start, end), excluded: excluded.slice(start, end) };
  });
  const [first = { items, excluded }, ...rest] = parts;
  return [
    ...rest.map((part, n) => ({ ...keys.contentRecord(content.key, n + 1), body: pack(part) })),
    contentRow({ ...content, ...first }),
  ];
}

function pack(value: object): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  return brotliCompressSync(JSON.stringify(value), { params });
}

/** The content that a row holds. Throws `MalformedRow`. */
export function contentOfRow(row: Row): Content {
  const { body } = readRow(packedShape, row);
  return readRow(contentShape, row, unpack(row, body));
}

/** Whether the content of a row is in its newsletter's archive. Throws `MalformedRow`. */
export function isListed(row: Row): boolean {
  return readRow(packedShape, row).publishedAt !== undefined;
}

/** What the pre-flight found in the content of a row. Throws `MalformedRow`. */
export function findingsOf(row: Row): readonly Finding[] {
  return readRow(findingsShape, row).findings;
}

function unpack(row: Row, body: Uint8Array): unknown {
  try {
    return JSON.parse(brotliDecompressSync(body).toString('utf8'));
  } catch {
    throw new MalformedRow(row, 'body should be JSON compressed with Brotli');
  }
}
