/** What the fetch door finds in its queue. */
import * as v from 'valibot';

const keysSchema = v.optional(
  v.array(v.object({ newsletterId: v.string(), feedId: v.string() })),
  [],
);

const schema = v.object({
  /** To be fetched, those of a host one after the other. */
  feeds: keysSchema,
  /** Whose subscriptions to a hub are to be tended. */
  subscriptions: keysSchema,
  /** What hooks are to be told, by the ids of the rows. */
  deliveries: v.optional(v.array(v.string()), []),
});

/** Reads a message. Throws when it is none of ours. */
export function readFetchMessage(body: string): v.InferOutput<typeof schema> {
  return v.parse(schema, JSON.parse(body));
}
