import { dayMs } from '../../../functions/config/time.ts';
import type { Fate } from './fates.ts';
import type { Accepted } from './mailbox.ts';

const pointMs = 900_000;
const pointsMs = 14 * dayMs;

/** The data points of GetSendStatistics: quarters of an hour of the last two weeks. */
export function statistics(messages: readonly Accepted[], now: number): string {
  const points = new Map<number, Fate[]>();
  for (const message of messages) {
    if (message.at < now - pointsMs) continue;
    const start = message.at - (message.at % pointMs);
    const fates = points.get(start) ?? [];
    fates.push(...message.fates);
    points.set(start, fates);
  }
  return `<SendDataPoints>${[...points].map(point).join('')}</SendDataPoints>`;
}

function point([start, fates]: [number, readonly Fate[]]): string {
  const count = (...kinds: Fate[]): number => fates.filter((fate) => kinds.includes(fate)).length;
  return (
    `<member><Timestamp>${new Date(start).toISOString()}</Timestamp>` +
    `<DeliveryAttempts>${fates.length}</DeliveryAttempts>` +
    `<Bounces>${count('bounced', 'suppressed')}</Bounces>` +
    `<Complaints>${count('complained')}</Complaints>` +
    `<Rejects>${count('rejected')}</Rejects></member>`
  );
}
