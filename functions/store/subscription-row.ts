/** A subscription to a hub, as its row holds it. */
import * as v from 'valibot';
import type { Subscription } from '../feed/websub/subscription.ts';
import { contentOf, type Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';

/** A row that only expects a subscription has no hub, topic and seed yet. */
const subscriptionShape = shapeOf<Subscription>()(
  v.looseObject({
    newsletterId: v.string(),
    feedId: v.string(),
    hub: v.optional(v.string(), ''),
    topic: v.optional(v.string(), ''),
    asked: v.picklist(['subscribe', 'unsubscribe', 'nothing']),
    seed: v.optional(v.string(), ''),
    dueAt: v.number(),
    failures: v.optional(v.number(), 0),
    fetchAt: v.exactOptional(v.number()),
    waitsUntil: v.exactOptional(v.number()),
  }),
);

/** The subscription that a row holds. Throws `MalformedRow`. */
export function subscriptionOf(row: Row): Subscription {
  const { dueAt } = row;
  return readRow(subscriptionShape, row, { ...contentOf(row), dueAt });
}
