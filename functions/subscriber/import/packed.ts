/** Parts of an import as they are kept: packed, each smaller than a row of the table may be. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import type { ReadRow } from './take-rows.ts';

/** Packed, this is below the 400 KB of a row (DynamoDB, "Limits") whatever it holds. */
export const partBytesMax = 256 * 1024;
const unpackedBytesMax = 2 * partBytesMax;
/** What an export of ours writes of one reader is far shorter. */
const rowBytesMax = 64 * 1024;
const aroundBytes = 100;

/** The bytes, packed. */
export function pack(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes);
}

/** The bytes that were packed. Throws when they were not. */
export function unpack(packed: Uint8Array): Uint8Array {
  return inflateRawSync(packed, { maxOutputLength: unpackedBytesMax });
}

/** Rows of a list from its row `from` (0 is the first after the heading) on. */
export interface RowsPart {
  readonly from: number;
  readonly rows: readonly ReadRow[];
}

const partShape = v.object({
  from: v.number(),
  rows: v.array(
    v.looseObject({
      line: v.number(),
      shown: v.string(),
      reading: v.looseObject({ kind: v.string() }),
    }),
  ),
});

/** Rows as they were packed; what a reading holds was checked when it was made. */
export function unpackRows(packed: Uint8Array): RowsPart {
  return v.parse(
    partShape,
    JSON.parse(Buffer.from(unpack(packed)).toString()),
  ) as unknown as RowsPart;
}

/** Puts rows into parts that are not too large, in their order. */
export function openPacking(put: (part: number, packed: Uint8Array) => Promise<void>) {
  const state = { parts: 0, rows: 0 };
  let texts: string[] = [];
  let bytes = 0;
  const flush = async () => {
    if (texts.length === 0) return;
    const text = `{"from":${state.rows - texts.length},"rows":[${texts.join(',')}]}`;
    await put(state.parts, pack(Buffer.from(text)));
    state.parts += 1;
    texts = [];
    bytes = 0;
  };
  const add = async (row: ReadRow) => {
    const text = textOf(row);
    const length = Buffer.byteLength(text) + 1;
    if (bytes + length > partBytesMax - aroundBytes) await flush();
    texts.push(text);
    bytes += length;
    state.rows += 1;
  };
  return { add, flush, state };
}

function textOf(row: ReadRow): string {
  const text = JSON.stringify(row);
  if (Buffer.byteLength(text) <= rowBytesMax) return text;
  const fault = { kind: 'not-ours', column: 'past_consents' } as const;
  return JSON.stringify({ ...row, reading: { kind: 'refused', fault } } satisfies ReadRow);
}
