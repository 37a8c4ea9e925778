/** What SES reported about a message, as its row holds it. */
import * as v from 'valibot';
import type { Report } from '../mail/event.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';

/** What the owner did about a reader by hand. */
export const ownerActs = ['added', 'unsubscribed', 'suppressed', 'unsuppressed'] as const;
/** One of `ownerActs`. */
export type OwnerAct = (typeof ownerActs)[number];

/** What SES reported of a reader's message, or what the owner did about the reader. */
export interface Trace {
  readonly at: number;
  /** SES's id, or `owner`. */
  readonly messageId: string;
  readonly report: { readonly kind: Report['kind'] | OwnerAct; readonly reason?: string };
}

const traceShape = shapeOf<Trace>()(
  v.looseObject({
    at: v.number(),
    messageId: v.string(),
    report: v.looseObject({
      kind: nameIn<Report['kind'] | OwnerAct>(),
      reason: v.exactOptional(v.string()),
    }),
  }),
);

/** The trace that a row holds. Throws `MalformedRow`. */
export function traceOf(row: Row): Trace {
  return readRow(traceShape, row);
}
