/** `subscribers find`: readers by the beginning of their address, however many there are. */
import { addressIndex } from '../../functions/store/address-index.ts';
import { findReaders } from '../../functions/subscriber/find-readers.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import { RefusedError, UsageError } from './errors.ts';
import { readerTable } from './reader-text.ts';

const incomplete =
  'Readers who came before 0.2 are missing until this is done: paperboy upgrade --apply';

/** `subscribers find`: a page of the readers whose address begins so. */
export const findSubscribers = command({
  name: 'subscribers find',
  summary: 'Find readers by their address or the beginning of it',
  details: ['It takes as long with a million readers as with ten; fifty are shown at a time.'],
  takes: ['BEGINNING'],
  options: {
    ...newsletterOption,
    after: { type: 'string', value: 'ADDRESS', help: 'those who come behind it' },
  },
  isReading: true,
  run: async ({ values, args: [beginning = ''], screen }, connection) => {
    const { table, now } = connection;
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const input = { newsletterId: newsletter.id, beginning, after: values.after };
    const found = await findReaders(input, addressIndex(table, now));
    if (found.kind === 'too-short') {
      throw new UsageError('Give at least two characters of the beginning of the address.');
    }
    if (found.kind === 'no-index') {
      throw new RefusedError(
        'This table was made by an earlier release and has no index of addresses yet: deploy this ' +
          'release, or start it once on this machine.',
      );
    }
    const { readers, next } = found;
    const look = { now: now(), width: screen.columns };
    return {
      lines: [
        ...(readers.length === 0
          ? [`${newsletter.name} has no reader whose address begins with ${beginning}.`]
          : readerTable(readers, newsletter, look)),
        ...(next === undefined ? [] : ['', `There are more: --after ${next}`]),
      ],
      json: found,
      notes: found.isComplete ? [] : [incomplete],
    };
  },
});
