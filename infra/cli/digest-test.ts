/** `digest test`: the next edition, mailed to its owner alone. */
import { randomUUID } from 'node:crypto';
import { lookBackMs } from '../../functions/config/cadence.ts';
import { activeAt } from '../../functions/edition/mark.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { mailTest } from '../../functions/edition/plan/mail-test.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { markStore } from '../../functions/store/marks.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import { RefusedError, UsageError } from './errors.ts';
import { readSchedule, scheduleOption } from './schedule-text.ts';
import { readDuration, timeText } from './time-text.ts';

/** `digest test`: mails the next edition to an address of the owner's. */
export const test = command({
  name: 'digest test',
  summary: 'Mail the edition that would go out now to yourself',
  details: [
    'Only to addresses of the newsletter’s owner: --owner-address, --reply-to, --sender-address. It',
    'is marked as a test, counted nowhere, and nobody else gets it.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    ...scheduleOption,
    to: { type: 'string', value: 'ADDRESS', help: 'which of your addresses (where notices go)' },
    since: { type: 'string', value: 'TIME', help: 'items of the last 90m, 36h, 3d or 2w' },
  },
  isReading: true,
  isActing: () => true,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const { table, now, siteUrl, queues } = connection;
    const at = now();
    const { zone, defaultSchedule } = newsletter;
    const schedule = values.schedule ? readSchedule(values.schedule, zone) : defaultSchedule;
    const from = at - (sinceOf(values.since) ?? lookBackMs(schedule.cadence));
    const marks = activeAt(await markStore(table, now).list(newsletter.id), at);
    const period = {
      newsletterId: newsletter.id,
      schedule,
      sections: 'all',
      scheduledAt: at,
      cutoff: at,
      from,
      marks,
    } as const;
    const result = await mailTest(
      { newsletter, to: values.to, period, id: randomUUID(), at },
      {
        compose: openComposer(siteUrl, editionMaterial(table, now)),
        note: noticeStore(table).note,
        enqueue: (noticeId) => queues.confirmations.send([{ noticeId }]),
      },
    );
    switch (result.kind) {
      case 'mailed':
        return {
          lines: [`The edition is on its way to ${result.to}, as a test.`],
          json: { to: result.to, contentKey: result.contentKey },
        };
      case 'foreign':
        throw new RefusedError(
          `A test goes to addresses of the owner only: ${result.own.join(', ')}.`,
        );
      case 'nothing':
        throw new RefusedError(nothingText(newsletter, from));
    }
  },
});

function nothingText({ zone }: Newsletter, from: number): string {
  return `Nothing is new since ${timeText(from, zone)} (${zone}). --since 1w looks further back.`;
}

function sinceOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : readDuration(text);
  if (text === undefined || ms !== undefined) return ms;
  throw new UsageError(`--since takes a time such as 90m, 36h, 3d or 2w, not ${text}.`);
}
