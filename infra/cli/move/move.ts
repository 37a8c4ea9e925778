/** `move`: an installation goes from one place to another, and back. */
import type { Row } from '../../../functions/store/client.ts';
import { type Answer, fileCommand, type Input, type Screen } from '../command.ts';
import type { Connection, Place } from '../connection.ts';
import { UsageError } from '../errors.ts';
import { timeText } from '../time-text.ts';
import { arrive, checkArrived, lookAtTarget } from './arrive.ts';
import {
  awayFrom,
  checkFits,
  type Left,
  leave,
  type MoveFile,
  noteAway,
  noteTold,
} from './leave.ts';
import { inPlace, nameOf, optionOf, type Target } from './place.ts';
import { takeOverSince } from './since.ts';
import { againLines, doneLines, lookLines, sinceLines } from './words.ts';

const options = {
  'to-outputs': {
    type: 'string',
    value: 'FILE',
    help: 'to the stack in AWS whose outputs are in this file',
  },
  'to-stack': { type: 'string', value: 'NAME', help: 'which stack, when that file holds several' },
  'to-data': {
    type: 'string',
    value: 'DIR',
    help: 'to the Paperboy that runs with this data here',
  },
  'passphrase-file': {
    type: 'string',
    value: 'FILE',
    help: 'its first line seals the keys in the file, and opens them in the new place',
  },
  'no-wait': {
    type: 'boolean',
    help: 'do not wait for mails that are under way: give it again later',
  },
  yes: { type: 'boolean', help: 'do it' },
} as const;

/** `move`: everything goes along, and nobody is mailed by both places. */
export const move = fileCommand({
  name: 'move',
  summary: 'Move everything to another place: from a server into AWS, or from AWS to a server',
  details: [
    'Deploy or start the new place first, and without newsletters. Then this pauses sending in the old',
    'place, waits five minutes for mails that are under way, writes everything with its keys into',
    'FILE, and restores it in the new place. Readers go on where they were, and links that were mailed',
    'go on working where their address leads to the new place. Sending waits in both places: in the',
    'new one for you, in the old one for good. Given again, it takes over who left, bounced, signed up',
    'or confirmed in the old place meanwhile; interrupted, it goes on where it was. The way back is',
    'the same from there: what the old place still has is replaced.',
  ],
  takes: ['FILE'],
  options,
  isReading: false,
  run: moveChosen,
});

interface Places {
  readonly from: Place;
  readonly to: Place;
}

async function moveChosen(input: Input<typeof options>): Promise<Answer> {
  const { values, screen, args } = input;
  const places = placesOf(input);
  const { 'passphrase-file': passphraseFile } = values;
  if (passphraseFile === undefined) {
    throw new UsageError(
      'Name a --passphrase-file: its first line seals the keys of links and hashes.',
    );
  }
  const file = { name: args[0] ?? '', passphraseFile, waits: values['no-wait'] !== true };
  const target = await inPlace(places.to, screen.folder, (connection) =>
    lookAtTarget(nameOf(connection, places.to, screen.folder), connection),
  );
  const away = await inPlace(places.from, screen.folder, async (connection) => {
    const known = await awayFrom(connection);
    if (known === undefined) await checkFits(target, connection);
    return known;
  });
  if (values.yes !== true) {
    const isAgain = away !== undefined;
    return { lines: lookLines({ to: target.name, fromOption: optionOf(places.from), isAgain }) };
  }
  if (away !== undefined) return takeOver(away, places, screen);
  return moveAll(file, places, target, screen);
}

function placesOf({ values, place }: Input<typeof options>): Places {
  const { 'to-outputs': outputs, 'to-data': data, 'to-stack': stack } = values;
  if ((outputs === undefined) === (data === undefined)) {
    throw new UsageError('Say where to: --to-outputs FILE or --to-data DIR.');
  }
  const from = { data: place.data, outputs: place.outputs, stack: place.stack };
  const to = { data, outputs, stack };
  if (optionOf(from) === optionOf(to))
    throw new UsageError('It is there already: name two places.');
  return { from, to };
}

async function moveAll(
  file: MoveFile,
  { from, to }: Places,
  target: Target,
  screen: Screen,
): Promise<Answer> {
  const { folder } = screen;
  const gone = await inPlace(from, folder, async (connection) => {
    await takeOverRows(target.since, connection);
    const left = await leave(file, target.name, screen, connection);
    return { left, name: nameOf(connection, from, folder) };
  });
  const { left } = gone;
  if (left.kind === 'resting') {
    return { lines: againLines(timeText(left.until, 'UTC'), 'UTC'), hasMore: true };
  }
  const facts = await inPlace(to, folder, (connection) =>
    arrive(left, gone.name, file, screen, connection),
  );
  await inPlace(from, folder, (connection) => noteAway(left, target.name, connection));
  const names = { file: file.name, fromOption: optionOf(from), toOption: optionOf(to) };
  return {
    lines: [...facts, ...doneLines({ ...names, oldSite: left.siteUrl, newSite: target.siteUrl })],
  };
}

async function takeOverRows(rows: readonly Row[], connection: Connection) {
  if (rows.length === 0) return takeOverSince([], { ...connection, keys: noKeys });
  return takeOverSince(rows, { ...connection, keys: await connection.signingKeys() });
}

const noKeys = { current: { id: '', secret: '' }, older: [] };

/** It was moved before: only what happened in the old place since is missing in the new one. */
async function takeOver(
  away: Extract<Left, { kind: 'away' }>,
  { from, to }: Places,
  { folder }: Screen,
): Promise<Answer> {
  const since = await inPlace(to, folder, async (connection) => {
    await checkArrived(away, connection);
    return takeOverRows(away.since, connection);
  });
  await inPlace(from, folder, (connection) => noteTold(away.through, connection));
  return { lines: sinceLines(since, optionOf(to)) };
}
