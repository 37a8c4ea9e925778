/** What the send door finds in its queues. */
import * as v from 'valibot';

const schema = v.union([
  v.object({ editionId: v.string(), batchId: v.string() }),
  v.object({ subscriberId: v.string(), confirmationId: v.string() }),
  v.object({ noticeId: v.string() }),
]);

/** A batch of an edition, or a letter: a confirmation, or one with a row of its own. */
export type SendMessage = v.InferOutput<typeof schema>;

/** Reads a message. Throws when it is none of ours. */
export function readSendMessage(body: string): SendMessage {
  return v.parse(schema, JSON.parse(body));
}
