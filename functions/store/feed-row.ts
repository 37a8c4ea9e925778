/** A feed as a row, and back; and the parts of it that the poll index and editions look at. */
import * as v from 'valibot';
import type { Source } from '../edition/choose/choose.ts';
import type { Feed, FeedKey, FullText } from '../feed/feed.ts';
import { contentOf, type Row } from './client.ts';
import { approvalShape, filterShape } from './gate-settings.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

/** What the poll index knows of a feed. */
export interface SlotFeed extends FeedKey {
  readonly url: string;
  readonly notBefore?: number;
}

const validatorsShape = v.looseObject({
  etag: v.exactOptional(v.string()),
  lastModified: v.exactOptional(v.string()),
  url: v.exactOptional(v.string()),
});

const habitShape = v.looseObject({
  since: v.number(),
  newsAt: v.number(),
  items: v.number(),
  rate: v.number(),
  late: v.number(),
});

const endsShape = v.array(v.array(v.string()));

const holdShape = v.looseObject({
  since: v.number(),
  items: v.number(),
  filling: v.exactOptional(v.literal(true)),
});

const movedShape = v.looseObject({
  url: v.string(),
  since: v.number(),
  at: v.number(),
  times: v.number(),
});

const feedShape = shapeOf<Feed>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    sectionId: v.string(),
    url: v.string(),
    title: v.string(),
    siteUrl: v.exactOptional(v.string()),
    fullText: nameIn<FullText>(),
    addedAt: v.number(),
    intervalMinutes: v.number(),
    chosenMinutes: v.exactOptional(v.number()),
    intervalChangedAt: v.exactOptional(v.number()),
    askedMinutes: v.exactOptional(v.number()),
    restTimes: v.exactOptional(
      v.looseObject({ hours: v.array(v.number()), days: v.array(v.number()) }),
    ),
    started: v.boolean(),
    backlogItems: v.number(),
    state: v.picklist(['active', 'stopped']),
    validators: v.exactOptional(validatorsShape),
    hub: v.exactOptional(v.looseObject({ hub: v.string(), topic: v.string() })),
    bodyHash: v.exactOptional(v.string()),
    notBefore: v.exactOptional(v.number()),
    failures: v.number(),
    lastError: v.exactOptional(v.string()),
    lastChangedAt: v.exactOptional(v.number()),
    readAt: v.exactOptional(v.number()),
    storing: v.exactOptional(v.literal(true)),
    habit: v.exactOptional(habitShape),
    ends: v.exactOptional(endsShape),
    hold: v.exactOptional(holdShape),
    settleMinutes: v.exactOptional(v.number()),
    approval: v.exactOptional(v.union([v.literal('off'), approvalShape])),
    filters: v.exactOptional(v.array(filterShape)),
    isBlank: v.exactOptional(v.literal(true)),
    gateAt: v.exactOptional(v.number()),
    lately: v.exactOptional(v.array(v.string())),
    shown: v.exactOptional(v.array(v.string())),
    pagesLeft: v.exactOptional(v.array(v.string())),
    pagesRefused: v.exactOptional(v.number()),
    withdrawn: v.exactOptional(v.array(v.string())),
    moved: v.exactOptional(movedShape),
    renamedAt: v.exactOptional(v.number()),
    stoppedByClosing: v.exactOptional(v.literal(true)),
    takenUpAt: v.exactOptional(v.number()),
    failingSince: v.exactOptional(v.number()),
    failingToldAt: v.exactOptional(v.number()),
    plainToldAt: v.exactOptional(v.number()),
    silentToldAt: v.exactOptional(v.number()),
  }),
);

const slotFeedShape = shapeOf<SlotFeed>()(
  v.looseObject({
    newsletterId: v.string(),
    feedId: v.string(),
    url: v.string(),
    notBefore: v.exactOptional(v.number()),
  }),
);

const sourceShape = shapeOf<Source>()(
  v.object({
    id: v.string(),
    title: v.string(),
    sectionId: v.string(),
    ends: v.exactOptional(endsShape),
  }),
);

/** The row of a feed. Only one that is polled is in a slot. */
export function feedRow(feed: Feed, slot: string): Row {
  const place = feed.state === 'active' ? { pollSlot: slot } : {};
  const { gateAt } = feed;
  const due = gateAt === undefined ? {} : gateDue(gateAt);
  return { ...keys.feed(feed.newsletterId, feed.id), ...feed, feedId: feed.id, ...place, ...due };
}

/** What has a feed found when something of it that waits at the gate is to be looked at. */
export function gateDue(gateAt: number | undefined): Row {
  return { dueKind: gateAt === undefined ? undefined : 'gate', dueAt: gateAt };
}

/** The feed that a row holds. Throws `MalformedRow`. */
export function feedOf(row: Row): Feed {
  const { feedId: _, ...feed } = contentOf(row);
  return readRow(feedShape, row, feed);
}

/** The feed that a row of the poll index names. Throws `MalformedRow`. */
export function slotFeedOf(row: Row): SlotFeed {
  return readRow(slotFeedShape, row);
}

/** What an edition looks at, whatever else of the row is malformed. Throws `MalformedRow`. */
export function sourceOf(row: Row): Source {
  return readRow(sourceShape, row);
}
