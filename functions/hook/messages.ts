/** The messages by which the fetch door hears what hooks are to be told. */

/** Each is told within a second, mostly; one that does not answer is waited for once a message. */
const deliveriesPerMessage = 50;

/** Messages with these ids, in their order. */
export function deliveryMessages(ids: readonly string[]): { readonly deliveries: string[] }[] {
  const messages: { deliveries: string[] }[] = [];
  for (let at = 0; at < ids.length; at += deliveriesPerMessage) {
    messages.push({ deliveries: ids.slice(at, at + deliveriesPerMessage) });
  }
  return messages;
}
