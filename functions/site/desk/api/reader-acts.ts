/** What is done about one reader, for programs: added, taken off, suppressed, erased. */
import * as v from 'valibot';
import { isClosed } from '../../../edition/newsletter.ts';
import { parseAddress } from '../../../subscriber/address.ts';
import { ownersLine, suppressByHand, takeOff } from '../../../subscriber/by-hand.ts';
import type { Subscriber } from '../../../subscriber/subscriber.ts';
import { addReader } from '../add-reader.ts';
import { readersWords } from '../readers-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  created,
  type NewsletterCall,
  nothing,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import { ReaderAnswer, readerAnswer, withReader } from './readers.ts';
import { text } from './schemas.ts';

const tag = 'Readers';

/** As the forms take it: one line, or none. */
const OwnersLine = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (line) => line.trim() === '' || ownersLine(line) !== undefined,
      'Reason and proof are one line of at most 300 characters each.',
    ),
    v.transform((line): string | undefined => (line.trim() === '' ? undefined : line.trim())),
  ),
);

const NewReader = v.strictObject({
  address: text(320),
  proof: OwnersLine,
  reason: OwnersLine,
});
const Reason = v.strictObject({ reason: OwnersLine });
const Typed = v.strictObject({
  address: v.pipe(text(320), v.description('Theirs once more, so that nobody else is erased')),
});

const now = { 200: { means: 'The reader as they are now', schema: ReaderAnswer } };

/** The routes. */
export const readerActRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'post', path: '/readers', name: 'addReader', tag, right: 'readers' },
    summary: 'Add a reader',
    details:
      'Without a proof they are asked by mail to confirm, and get nothing until they do; with one they read at once. Who has left, is suppressed or was erased is not added. An address reads once: adding it again answers 200, and changes nothing.',
    body: NewReader,
    answers: {
      200: { means: 'They read already, or were asked already', schema: ReaderAnswer },
      201: { means: 'They were added, or asked to confirm', schema: ReaderAnswer },
    },
    problems: ['closed', 'refused'],
    answer: postReader,
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/readers/:reader/take-off', name: 'takeOffReader', tag },
    right: 'readers',
    summary: 'End a subscription; only the reader can come back',
    body: Reason,
    answers: now,
    problems: ['notNow'],
    answer: (call, asked, desk) =>
      withReader(call, asked, desk, (reader) => end(reader, call, asked.body, desk)),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/readers/:reader/suppress', name: 'suppressReader', tag },
    right: 'readers',
    summary: 'Have nothing mailed to the address of a reader any more, by any newsletter',
    body: Reason,
    answers: now,
    problems: ['everywhere'],
    answer: (call, asked, desk) =>
      withReader(call, asked, desk, (reader) => suppress(reader, call, asked.body, desk)),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/readers/:reader/erase', name: 'eraseReader', tag },
    ...{ right: 'readers', isGrave: true },
    summary: 'Erase everything that is known about a reader',
    details: 'A keyed hash stays, so that no import brings the address back.',
    body: Typed,
    answers: { 204: { means: 'They are erased' } },
    problems: ['refused'],
    answer: (call, asked, desk) =>
      withReader(call, asked, desk, (reader) => erase(reader, call, asked.body, desk)),
  }),
];

async function postReader(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof NewReader>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { newsletter } = call;
  const { said } = readersWords[call.language.tongue];
  if (isClosed(newsletter)) return refuse('closed', said.closed);
  const address = parseAddress(body.address);
  if (address.kind === 'refused') {
    return refuse('invalid', undefined, { errors: [{ at: '/address', says: said.noAddress }] });
  }
  const { proof, reason } = body;
  const added = await addReader({ newsletter, address, proof, reason }, deps);
  const known = added.kind === 'refused' && isKnown(added.outcome);
  const reader = known
    ? (await deps.readers.one.findByAddress(newsletter.id, address.key)).subscriber
    : 'readerId' in added
      ? await deps.readers.one.load(added.readerId)
      : undefined;
  if (reader === undefined) {
    const outcome = added.kind === 'refused' ? added.outcome : 'changed-here';
    call.tell({ after: outcome });
    const says: Readonly<Record<string, string>> = said;
    return refuse('refused', says[outcome], { reason: outcome });
  }
  const isNew = added.kind === 'asked' || added.kind === 'confirmed';
  call.tell({
    ...{ object: reader.id, outcome: isNew ? 'done' : 'refused' },
    ...(isNew ? { after: added.kind } : {}),
  });
  return (isNew ? created : ok)(readerAnswer(reader, call.now));
}

/** They are there, as whoever asks wants them: the same call once more. */
function isKnown(outcome: string): boolean {
  return outcome === 'asked-here' || outcome === 'reads-here';
}

async function end(
  reader: Subscriber,
  call: NewsletterCall,
  { reason }: v.InferOutput<typeof Reason>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { one } = deps.readers;
  const done = await takeOff({ readerId: reader.id, reason }, { ...one, now: deps.now });
  const isDone = done === 'taken-off';
  call.tell({ object: reader.id, before: reader.state, outcome: isDone ? 'done' : 'refused' });
  if (done === 'unknown') return refuse('missing');
  if (done === 'changed') return refuse('notNow', readersWords[call.language.tongue].said.changed);
  return ok(readerAnswer((await one.load(reader.id)) ?? reader, call.now));
}

/** For all newsletters: whoever has the right for this one only may not. */
async function suppress(
  reader: Subscriber,
  call: NewsletterCall,
  { reason }: v.InferOutput<typeof Reason>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { one, addresses } = deps.readers;
  const { said } = readersWords[call.language.tongue];
  call.tell({ object: reader.id });
  if (!call.mayEverywhere('readers')) return refuse('everywhere', said.notEverywhere);
  const { addressKey } = reader;
  await suppressByHand({ addressKey, reason }, { ...addresses, note: one.note, now: deps.now });
  call.tell({ after: 'suppressed' });
  return ok(readerAnswer((await one.load(reader.id)) ?? reader, call.now));
}

async function erase(
  reader: Subscriber,
  call: NewsletterCall,
  { address }: v.InferOutput<typeof Typed>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const typed = parseAddress(address);
  const isMeant = typed.kind === 'ok' && typed.key === reader.addressKey;
  call.tell({ object: reader.id });
  if (!isMeant) {
    const { said } = readersWords[call.language.tongue];
    return refuse('refused', said.notTyped, { reason: 'notTyped' });
  }
  await deps.readers.one.erase(reader, call.now);
  return nothing;
}
