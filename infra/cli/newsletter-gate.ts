/** `newsletter gate`: what holds back the items of all feeds of a newsletter that say nothing else. */
import {
  approvalText,
  readApproval,
  readSettle,
  settleText,
} from '../../functions/feed/gate-settings.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';

/** `newsletter gate`: sets and shows it. */
export const gate = command({
  name: 'newsletter gate',
  summary: 'Set how long items wait before they go, for all feeds that say nothing else',
  details: [
    'Without options it shows what is set. What waits is judged anew by what is said. `feeds set`',
    'says it for one feed, `feeds filter` keeps items out by what they are about.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    settle: {
      type: 'string',
      value: 'MINUTES',
      help: 'so long a feed must have left an item unchanged: off, 15, 30, 180 (off)',
    },
    approval: {
      type: 'string',
      value: 'WHEN',
      help: 'waits for your word on each item: off, or such as 24h-release, 72h-drop (off)',
    },
  },
  isReading: true,
  isActing: ({ settle, approval }) => settle !== undefined || approval !== undefined,
  run: async ({ values }, connection) => {
    const { id, name } = await chosenNewsletter(values.newsletter, connection);
    const settings = gateSettingStore(connection.table);
    if (values.settle !== undefined || values.approval !== undefined) {
      await settings.change(id, changesOf(values));
      await lookAgain(id, connection);
    }
    const { settleMinutes = 0, approval = 'off' } = await settings.load(id);
    const lines = [
      `${name}: settling ${settleText(settleMinutes)}, approval ${approvalText(approval)}.`,
    ];
    return { lines, json: { settleMinutes, approval } };
  },
});

function changesOf({ settle, approval }: { readonly settle?: string; readonly approval?: string }) {
  const settleMinutes = settle === undefined ? undefined : readSettle(settle);
  if (settle !== undefined && settleMinutes === undefined) {
    throw new UsageError(`--settle is off, 15, 30 or 180, not ${settle}.`);
  }
  const wanted = approval === undefined ? undefined : readApproval(approval);
  if (approval !== undefined && wanted === undefined) {
    throw new UsageError(`--approval is off or such as 24h-release, not ${approval}.`);
  }
  return {
    ...(settle === undefined ? {} : { settleMinutes }),
    ...(approval === undefined ? {} : { approval: wanted === 'off' ? undefined : wanted }),
  };
}

/** What waits is looked at by the next poll. */
async function lookAgain(newsletterId: string, { table, now }: Connection): Promise<void> {
  const { list, change } = feedStore(table);
  for (const { id: feedId, gateAt } of await list(newsletterId)) {
    if (gateAt !== undefined) await change({ newsletterId, feedId }, { gateAt: now() });
  }
}
