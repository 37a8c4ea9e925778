/** A confirmed reader, put into the table as the site would. */
import type { Schedule } from '../../functions/config/schedule.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import type { Cloud } from '../../infra/local/cloud.ts';

/** Adds a reader who has received nothing of the last hour yet. */
export async function addReader(
  { table, clock }: Cloud,
  fields: { readonly address: string; readonly newsletterId: string; readonly schedule: Schedule },
  changes: Partial<Subscriber> = {},
): Promise<Subscriber> {
  const now = clock.now();
  const choice = { ...fields, sections: 'all' } as const;
  const { newsletterId, schedule } = fields;
  const segmentId = await openSegment(
    { newsletterId, schedule, sections: 'all' },
    { join: segmentStore(table).join, now: clock.now },
  );
  const subscriber: Subscriber = {
    ...choice,
    id: `reader-${fields.address.replace(/\W/g, '-')}`,
    addressKey: fields.address.toLowerCase(),
    state: 'confirmed',
    suppressed: false,
    receivedThrough: now - 3_600_000,
    segmentId,
    consent: {
      requestedAt: now,
      requestedFrom: '192.0.2.7',
      wordsVersion: 'en-1',
      confirmedAt: now,
      confirmedFrom: '192.0.2.8',
    },
    createdAt: now,
    ...changes,
  };
  await subscriberStore(table, clock.now).create(subscriber);
  return subscriber;
}
