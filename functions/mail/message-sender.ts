/** The way out: messages made for a reader, handed to SES at the pace of the account. */
import type { Notice } from '../config/notice.ts';
import type { Batch } from '../edition/batch.ts';
import type { Content } from '../edition/content.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { ReaderLetter } from '../subscriber/reader-letter.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import {
  addressEdition,
  confirmationMail,
  type LinkSettings,
  noticeMail,
  prepareEdition,
} from './compose.ts';
import { tagsOf } from './event.ts';
import { haltForTrouble, haltSending } from './halt.ts';
import { type Lane, leaseSends, type PaceDeps, parkMs, slowDown } from './pace.ts';
import type { PaceBook } from './pace-book.ts';
import type { PreparedMessage } from './prepared.ts';
import type { SendConfirmationDeps } from './send-confirmation.ts';
import type { SendNoticeDeps } from './send-notice.ts';
import type { MessageSender } from './serve-reader.ts';
import type { Ses } from './ses.ts';
import type { Answer } from './ses-answer.ts';
import { type AnsweredMessage, openTroubleWatch, type TroubleWatch } from './trouble.ts';
import { letterMail } from './write-reader-letter.ts';

/** What messages are made from, and how they leave. */
export interface MessageSenderDeps {
  readonly ses: Ses;
  readonly pace: PaceBook;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly subscriber: (id: string) => Promise<Subscriber | undefined>;
  readonly content: (key: string) => Promise<Content | undefined>;
  /** Notes a notice to an owner. */
  readonly note: (notice: Notice) => Promise<unknown>;
  readonly links: LinkSettings;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The ways out: editions, confirmations, notices and letters. */
export interface MessageSenders {
  readonly editions: MessageSender;
  readonly confirmations: Pick<SendConfirmationDeps, 'lease' | 'submit' | 'slowDown' | 'halt'>;
  readonly notices: Pick<SendNoticeDeps, 'lease' | 'submit'>;
}

type WatchedDeps = MessageSenderDeps & { readonly watch: TroubleWatch };

interface ReadyEdition {
  readonly newsletter: Newsletter;
  readonly prepared: PreparedMessage;
}

/** Prepared editions kept at a time: a door serves few at once. */
const preparedMax = 4;

/** Opens both ways out: for editions, and for the confirmations that go before them. */
export function openMessageSenders(deps: MessageSenderDeps): MessageSenders {
  const ready = new Map<string, Promise<ReadyEdition>>();
  const { now, sleep } = deps;
  const watch = openTroubleWatch({ pace: deps.pace, note: deps.note, now });
  const pace: PaceDeps = {
    ...deps.pace,
    quota: deps.ses.quota,
    halt: async (reason) => {
      await haltForTrouble(reason, pace);
      return now() + parkMs;
    },
    now,
    sleep,
  };
  const lease = async (lane: Lane, wanted: number) =>
    watch.leased(await leaseSends(lane, wanted, pace));
  const halt = (reason: string) => haltSending(reason, pace);
  return {
    editions: {
      lease: (wanted) => lease('edition', wanted),
      slowDown: () => slowDown(pace),
      halt,
      prepare: async (batch) => {
        await readyEdition(batch, ready, deps);
      },
      submit: async (batch, reader) =>
        submitEdition(batch, reader, await readyEdition(batch, ready, deps), { ...deps, watch }),
    },
    confirmations: {
      lease: () => lease('confirmation', 1),
      slowDown: () => slowDown(pace),
      halt,
      submit: async (reader, confirmation) => {
        const newsletter = await newsletterOf(reader.newsletterId, deps);
        const answer = await deps.ses.submit({
          source: newsletter.sender.address,
          destination: reader.address,
          raw: [await confirmationMail(newsletter, { reader, confirmation }, deps.links)],
          tags: tagsOf({
            kind: 'confirmation',
            subscriberId: reader.id,
            confirmationId: confirmation.id,
          }),
        });
        return watch.heed(answer, letterFrom(newsletter.id, 'confirmations', reader.id));
      },
    },
    notices: {
      lease: () => lease('notice', 1),
      submit: async (notice) => {
        const newsletter = await newsletterOf(notice.newsletterId, deps);
        if ('subscriberId' in notice) return submitLetter(notice, newsletter, { ...deps, watch });
        const { to: destination, raw } = await noticeMail(newsletter, notice);
        const source = newsletter.sender.address;
        const tags = { notice: notice.id };
        const answer = await deps.ses.submit({ source, destination, raw: [raw], tags });
        return watch.heed(answer, letterFrom(newsletter.id, 'notices', newsletter.id));
      },
    },
  };
}

async function submitLetter(
  letter: ReaderLetter,
  newsletter: Newsletter,
  deps: WatchedDeps,
): Promise<Answer> {
  const reader = await deps.subscriber(letter.subscriberId);
  const mail = reader && (await letterMail(newsletter, letter, reader, deps.links));
  if (mail === undefined) return { kind: 'refused', reason: 'It is not wanted any more.' };
  const { to: destination, raw } = mail;
  const source = newsletter.sender.address;
  const tags = { letter: letter.kind };
  const answer = await deps.ses.submit({ source, destination, raw: [raw], tags });
  return deps.watch.heed(answer, letterFrom(newsletter.id, 'letters', letter.subscriberId));
}

/** Letters of a kind are alike: one that is poison may show that all of them are. */
function letterFrom(newsletterId: string, kind: string, reader: string): AnsweredMessage {
  const suspects = { group: `${kind} of ${newsletterId}`, one: `${kind} to ${reader}` };
  return { newsletterId, suspects };
}

async function submitEdition(
  batch: Batch,
  reader: Subscriber,
  { newsletter, prepared }: ReadyEdition,
  deps: WatchedDeps,
): Promise<Answer> {
  const { editionId, id: batchId } = batch;
  const addressing = { newsletter, editionId, reader, at: deps.now() };
  const answer = await deps.ses.submit({
    source: newsletter.sender.address,
    destination: reader.address,
    raw: addressEdition(prepared, addressing, deps.links),
    tags: tagsOf({ kind: 'edition', editionId, batchId, subscriberId: reader.id }),
  });
  const suspects = { group: `edition ${editionId}`, one: `reader ${reader.id}` };
  return deps.watch.heed(answer, { newsletterId: newsletter.id, editionId, suspects });
}

function readyEdition(
  batch: Batch,
  ready: Map<string, Promise<ReadyEdition>>,
  deps: MessageSenderDeps,
): Promise<ReadyEdition> {
  const known = ready.get(batch.contentKey);
  if (known !== undefined) return known;
  const oldest = ready.keys().next().value;
  if (oldest !== undefined && ready.size >= preparedMax) ready.delete(oldest);
  const loading = prepare(batch, deps);
  ready.set(batch.contentKey, loading);
  loading.catch(() => ready.delete(batch.contentKey));
  return loading;
}

async function prepare(batch: Batch, deps: MessageSenderDeps): Promise<ReadyEdition> {
  const [newsletter, content] = await Promise.all([
    newsletterOf(batch.newsletterId, deps),
    deps.content(batch.contentKey),
  ]);
  if (content === undefined) throw new Error(`The content ${batch.contentKey} is gone.`);
  return { newsletter, prepared: prepareEdition(newsletter, content) };
}

async function newsletterOf(id: string, deps: MessageSenderDeps): Promise<Newsletter> {
  const newsletter = await deps.newsletter(id);
  if (newsletter === undefined) throw new Error(`There is no newsletter ${id}.`);
  return newsletter;
}
