/** `subscribers add|unsubscribe|erase|suppress|unsuppress`: what an owner does about one reader. */
import { openSegment } from '../../functions/edition/segment.ts';
import { sesName } from '../../functions/mail/taker.ts';
import { comeBackBook } from '../../functions/store/come-back-book.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { loadSuppression, readersAt, suppressAddress } from '../../functions/store/suppressions.ts';
import type { OwnerAct } from '../../functions/store/trace-row.ts';
import { keepOwnerAct } from '../../functions/store/traces.ts';
import { type Address, parseAddress } from '../../functions/subscriber/address.ts';
import {
  addByHand,
  ownersLine,
  suppressByHand,
  type TakeOffDeps,
  takeOff,
} from '../../functions/subscriber/by-hand.ts';
import { allowAgain, type ComeBackDeps } from '../../functions/subscriber/come-back.ts';
import { outcomeWords } from '../../functions/subscriber/import/outcome-words.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { chosenNewsletter, chosenOpenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { messageOf, RefusedError, UsageError } from './errors.ts';
import { importDeps } from './import-deps.ts';
import { findReader } from './subscribers.ts';

const reasonOption = {
  reason: { type: 'string', value: 'TEXT', help: 'why, for whoever looks later' },
} as const;

function lineOf(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const line = ownersLine(text);
  if (line !== undefined) return line;
  throw new UsageError(`--${name} takes 1 to 300 characters in one line.`);
}

function addressOf(name: string): Address {
  const address = parseAddress(name);
  if (address.kind === 'ok') return address;
  throw new UsageError(`${name} is no e-mail address.`);
}

async function noteAct(
  { id }: Pick<Subscriber, 'id'>,
  act: OwnerAct,
  reason: string | undefined,
  { table, now }: Connection,
): Promise<void> {
  await keepOwnerAct(table, id, { act, at: now(), ...(reason === undefined ? {} : { reason }) });
}

function noting({ table }: Connection): TakeOffDeps['note'] {
  return (id, act) => keepOwnerAct(table, id, act);
}

const add = command({
  name: 'subscribers add',
  summary: 'Add one reader: with --proof they read at once, without being asked to confirm',
  details: ['Who has left, is suppressed or was erased is refused, as by an import.'],
  takes: ['ADDRESS'],
  options: {
    ...newsletterOption,
    ...reasonOption,
    proof: { type: 'string', value: 'TEXT', help: 'where their consent can be looked up' },
  },
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
    const address = addressOf(name);
    const [reason, proof] = [lineOf('reason', values.reason), lineOf('proof', values.proof)];
    const added = await addByHand(
      { newsletter, address, proof, reason },
      {
        ...(await importDeps(newsletter.id, connection)),
        note: noting(connection),
        now: connection.now,
      },
    );
    if (added.kind === 'reads')
      return { lines: [`${address.address} reads ${newsletter.name} already.`] };
    if (added.kind === 'refused') {
      const { reason: refusal, done } = outcomeWords[added.outcome];
      throw new RefusedError(`${address.address}: ${refusal ?? done}`);
    }
    const what = added.kind === 'asked' ? 'is asked to confirm by mail' : 'reads it from now on';
    return { lines: [`${address.address} ${what}.`] };
  },
});

const unsubscribe = command({
  name: 'subscribers unsubscribe',
  summary: 'End the subscription of one reader, at once',
  details: [
    'Only the reader can come back: no import brings them, and no command but restore --removed.',
  ],
  takes: ['ADDRESS|ID|LINK'],
  options: { ...newsletterOption, ...reasonOption },
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const reason = lineOf('reason', values.reason);
    const reader = await findReader(name, newsletter, connection);
    const { load, save } = subscriberStore(connection.table, connection.now);
    const done = await takeOff(
      { readerId: reader.id, reason },
      { load, save, note: noting(connection), now: connection.now },
    );
    switch (done) {
      case 'taken-off':
        return { lines: [`${reader.address} is unsubscribed from ${newsletter.name}.`] };
      case 'left':
        return { lines: [`${reader.address} had left already.`] };
      case 'unknown':
        throw new RefusedError(`${newsletter.id} has no reader ${name} any more.`);
      case 'changed':
        throw new RefusedError('The reader changed again and again meanwhile. Try once more.');
    }
  },
});

const erase = command({
  name: 'subscribers erase',
  summary: 'Erase one reader: look first, then again with --apply',
  details: [
    'Row, address and traces go; a keyed hash stays, so that no import brings the address back. Why',
    'they were erased is not kept: it would be about somebody who is not known any more.',
  ],
  takes: ['ADDRESS|ID|LINK'],
  options: {
    ...newsletterOption,
    apply: { type: 'boolean', help: 'do it; nothing brings the reader back' },
  },
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const reader = await findReader(name, newsletter, connection);
    const { address, state } = reader;
    if (values.apply !== true) {
      const lines = [`${address} (${state}) would be erased. Do it with --apply.`];
      return { lines };
    }
    await eraseSubscriber(connection.table, reader, connection.now());
    return { lines: [`${address} is erased from ${newsletter.name}.`] };
  },
});

const suppress = command({
  name: 'subscribers suppress',
  summary: 'Have nothing mailed to an address any more, by any newsletter',
  details: [
    'Your word stands: who asks by the form gets no mail either, until you unsuppress the address. An',
    'address that bounced or complained by itself may ask, and is mailed one confirmation in 30 days.',
  ],
  takes: ['ADDRESS'],
  options: reasonOption,
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const { address, key } = addressOf(name);
    const reason = lineOf('reason', values.reason);
    const { table, now } = connection;
    const done = await suppressByHand(
      { addressKey: key, reason },
      {
        suppress: (...input) => suppressAddress(table, ...input),
        readersAt: (addressKey) => readersAt(table, addressKey, now()),
        note: noting(connection),
        now,
      },
    );
    const onList = await putOnSesList(address, connection);
    if (done === 'known') return { lines: [`${address} was suppressed already.`, ...onList] };
    return { lines: [`Nothing is mailed to ${address} any more.`, ...onList] };
  },
});

const unsuppress = command({
  name: 'subscribers unsuppress',
  summary: 'Let an address be mailed again whose bounce was a mistake',
  details: [
    'Its readers get what is new from now on. Whoever complained is not mailed again: they can sign',
    'up anew. Where SES mails, the address is taken off the list of its account as well.',
  ],
  takes: ['ADDRESS'],
  options: reasonOption,
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const { address, key } = addressOf(name);
    const reason = lineOf('reason', values.reason);
    const { table, now } = connection;
    const suppression = await loadSuppression(table, key);
    // First: what SES does not deliver, nobody may be told to be mailed again.
    const offList = await takeOffSesList(address, connection);
    if (suppression === undefined)
      return { lines: [`Nothing suppresses ${address} here.`, ...offList] };
    const readers = await readersAt(table, key, now());
    const places = await allowAgain(key, comeBackDeps(connection));
    for (const reader of readers) await noteAct(reader, 'unsuppressed', reason, connection);
    const served = places.filter(({ segmentId }) => segmentId !== undefined).length;
    return {
      lines: [`${address} may be mailed again; subscriptions that go on: ${served}.`, ...offList],
    };
  },
});

/** Beside our own suppression, which keeps all mail away by itself: a failure here is only told. */
async function putOnSesList(address: string, connection: Connection): Promise<string[]> {
  if (!hasSesList(connection)) return [];
  try {
    await (await connection.sesList()).add(address);
    return ['It is on the list of the SES account, too.'];
  } catch (error) {
    return [`SES did not take it on the list of the account: ${messageOf(error)}`];
  }
}

/** A relay has none of our addresses. */
function hasSesList({ service }: Connection): boolean {
  return service === sesName;
}

async function takeOffSesList(address: string, connection: Connection): Promise<string[]> {
  if (!hasSesList(connection)) return [];
  try {
    const was = await (await connection.sesList()).remove(address);
    return was === 'removed'
      ? ['It is off the list of the SES account.']
      : ['The list of the SES account does not have it.'];
  } catch (error) {
    throw new RefusedError(
      `SES did not take it off the list of the account, and nothing was changed: ${messageOf(error)}`,
    );
  }
}

function comeBackDeps({ table, now }: Connection): ComeBackDeps {
  const { join } = segmentStore(table);
  const open: ComeBackDeps['openSegment'] = (choice) => openSegment(choice, { join, now });
  return { ...comeBackBook(table, now), openSegment: open };
}

/** The commands by which an owner acts on one reader. */
export const handCommands = [add, unsubscribe, erase, suppress, unsuppress];
