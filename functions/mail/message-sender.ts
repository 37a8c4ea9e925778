/** The way out: messages made for a reader, handed to SES at the pace of the account. */
import type { Notice } from '../config/notice.ts';
import type { Batch } from '../edition/batch.ts';
import type { Content } from '../edition/content.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { Person } from '../owner/person.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { addressEdition, type LinkSettings, prepareEdition } from './compose.ts';
import { tagsOf } from './event.ts';
import { haltForTrouble, haltSending } from './halt.ts';
import { addresseeOf, type NotedLetter } from './noted-letter.ts';
import { type Lane, leaseSends, type PaceDeps, parkMs, slowDown } from './pace.ts';
import type { PaceBook } from './pace-book.ts';
import type { PreparedMessage } from './prepared.ts';
import type { LetterSender } from './send-letter.ts';
import type { MessageSender } from './serve-reader.ts';
import type { Ses } from './ses.ts';
import type { Answer } from './ses-answer.ts';
import { type AnsweredMessage, openTroubleWatch, type TroubleWatch } from './trouble.ts';
import { letterMail, tagsOfLetter } from './write-letter.ts';

/** What messages are made from, and how they leave. */
export interface MessageSenderDeps {
  readonly ses: Ses;
  readonly pace: PaceBook;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly subscriber: (id: string) => Promise<Subscriber | undefined>;
  readonly content: (key: string) => Promise<Content | undefined>;
  readonly people: { readonly load: (id: string) => Promise<Person | undefined> };
  /** Notes a notice to an owner. */
  readonly note: (notice: Notice) => Promise<unknown>;
  readonly links: LinkSettings;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The ways out: editions, and letters. */
export interface MessageSenders {
  readonly editions: MessageSender;
  readonly letters: LetterSender;
}

type WatchedDeps = MessageSenderDeps & { readonly watch: TroubleWatch };

interface ReadyEdition {
  readonly newsletter: Newsletter;
  readonly prepared: PreparedMessage;
}

/** Prepared editions kept at a time: a door serves few at once. */
const preparedMax = 4;

/** Opens both ways out: for editions, and for the letters that go before them. */
export function openMessageSenders(deps: MessageSenderDeps): MessageSenders {
  const ready = new Map<string, Promise<ReadyEdition>>();
  const { now, sleep } = deps;
  const watch = openTroubleWatch({
    pace: deps.pace,
    note: deps.note,
    now,
    service: deps.ses.name,
  });
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
    letters: {
      lease: ({ kind }) => lease(kind === 'notice' ? 'notice' : 'letter', 1),
      slowDown: () => slowDown(pace),
      halt,
      submit: (letter) => submitLetter(letter, { ...deps, watch }),
    },
  };
}

async function submitLetter(noted: NotedLetter, deps: WatchedDeps): Promise<Answer> {
  const mail = await letterMail(noted, deps);
  if (mail === undefined) return { kind: 'refused', reason: 'It is not wanted any more.' };
  const { from: source, to: destination, raw } = mail;
  const tags = tagsOfLetter(noted);
  // Who returns is asked once, and SES would swallow it; our own suppression stands meanwhile.
  const isReturning = noted.kind === 'confirmation' && noted.reader.suppressed;
  if (isReturning) await deps.ses.takeOffList(destination);
  const answer = await deps.ses.submit({ source, destination, raw: [raw], tags });
  return deps.watch.heed(answer, answeredLetter(noted));
}

/** Letters of a kind are alike: one that is poison may show that all of them are. */
function answeredLetter(noted: NotedLetter): AnsweredMessage {
  const { kind } = noted;
  const { newsletterId, subscriberId = newsletterId } = addresseeOf(noted);
  const suspects = { group: `${kind}s of ${newsletterId}`, one: `${kind}s to ${subscriberId}` };
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
