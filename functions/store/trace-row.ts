/** What SES reported about a message, as its row holds it. */
import * as v from 'valibot';
import type { Report } from '../mail/event.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';

/** What SES reported of a reader's message. */
export interface Trace {
  readonly at: number;
  readonly messageId: string;
  readonly report: Omit<Report, 'recipients'> & { readonly reason?: string };
}

const traceShape = shapeOf<Trace>()(
  v.looseObject({
    at: v.number(),
    messageId: v.string(),
    report: v.looseObject({
      kind: nameIn<Report['kind']>(),
      reason: v.exactOptional(v.string()),
    }),
  }),
);

/** The trace that a row holds. Throws `MalformedRow`. */
export function traceOf(row: Row): Trace {
  return readRow(traceShape, row);
}
