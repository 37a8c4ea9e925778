/** Door: event queue. What SES reports: sent, delivered, bounced, complained. */
import { handleRecords } from './config/door.ts';
import { readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import { readEvent } from './mail/event.ts';
import { type SettleEventDeps, settleEvent } from './mail/settle-event.ts';
import { batchStore } from './store/batches.ts';
import { claimStore, clearBounces, countBounce, saveConfirmation } from './store/claims.ts';
import { openTable } from './store/client.ts';
import { subscriberStore } from './store/subscribers.ts';
import { suppressAddress } from './store/suppressions.ts';

/** Opens the door on what surrounds it. */
export function open({ env, now, write }: Surroundings) {
  const settings = readSettings(env, ['TABLE_NAME', 'EVENT_TOPIC_ARN']);
  const log = createLog('events', write, now);
  const table = openTable(settings.TABLE_NAME, { endpoint: settings.endpoints.dynamodb });
  const deps: SettleEventDeps = {
    subscriber: subscriberStore(table, now).load,
    claims: claimStore(table),
    batches: batchStore(table, now),
    settleConfirmation: async (subscriber, confirmationId, messageId) => {
      const { confirmation } = subscriber;
      if (confirmation?.id !== confirmationId || confirmation.state !== 'claimed') return;
      const submitted = { ...confirmation, state: 'submitted', messageId } as const;
      await saveConfirmation(table, subscriber, submitted, undefined);
    },
    addresses: {
      suppress: (key, reason, at) => suppressAddress(table, key, reason, at),
      countBounce: (id, messageId) => countBounce(table, id, messageId),
      clearBounces: (id) => clearBounces(table, id),
    },
    now,
  };

  return (event: Parameters<typeof handleRecords>[0]) =>
    handleRecords(event, log, async (body) => {
      const reading = readEvent(body, settings.EVENT_TOPIC_ARN);
      if (reading.kind === 'event') return settleEvent(reading.event, deps);
      log.info('event ignored', { reason: reading.reason });
    });
}
