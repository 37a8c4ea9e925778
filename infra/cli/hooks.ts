/** `hooks add|list|remove|test`: programs that are told what happens. */
import { randomBytes } from 'node:crypto';
import { hashKeyOf } from '../../functions/config/signing-secret.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { userAgent } from '../../functions/feed/get/user-agent.ts';
import { type Hook, type HookEvent, hookEvents } from '../../functions/hook/hook.ts';
import { createPoster } from '../../functions/hook/post.ts';
import { addHook, tryHook } from '../../functions/hook/set-up.ts';
import { hookStore } from '../../functions/store/hooks.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { nearest } from './nearest.ts';
import { timeText } from './time-text.ts';

const idBytes = 6;
const idCharsMin = 4;
const newId = () => randomBytes(idBytes).toString('hex');
const zone = 'UTC';

const add = command({
  name: 'hooks add',
  summary: 'Have a program told what happens, by messages to its address',
  details: [
    'Messages are posted as JSON and signed as Standard Webhooks are; its libraries check them.',
    'They begin within five minutes. What is not taken is posted again over three days; then the',
    'hook is switched off, and you get a mail. No message holds the address of a reader. The secret',
    'that signs is shown this once.',
  ],
  takes: ['URL'],
  options: {
    ...newsletterOption,
    events: {
      type: 'string',
      value: 'NAMES',
      help: `what it is told of, with commas between: ${hookEvents.join(', ')} (all of them)`,
    },
  },
  isReading: false,
  run: async ({ values, args: [url = ''] }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const events = eventsIn(values.events);
    const { table, now, allowedOrigins } = connection;
    const { list, add: keep } = hookStore(table);
    const added = await addHook(
      { newsletterId: newsletter.id, url, events },
      { list, add: keep, key: keyOf(connection), randomId: newId, now, allowedOrigins },
    );
    if (added.kind === 'refused') throw new RefusedError(added.reason);
    const { hook, secret } = added;
    return {
      lines: [
        `${hook.url} is told from now on: ${hook.events.join(', ')}.`,
        `Its secret, shown this once: ${secret}`,
        `Try it: paperboy hooks test ${hook.id}`,
      ],
    };
  },
});

function eventsIn(text: string | undefined): readonly HookEvent[] {
  if (text === undefined) return hookEvents;
  return text.split(',').map((part) => {
    const name = part.trim();
    const event = hookEvents.find((one) => one === name);
    if (event !== undefined) return event;
    const meant = nearest(name, hookEvents);
    const hint =
      meant === undefined ? `There is: ${hookEvents.join(', ')}.` : `Did you mean ${meant}?`;
    throw new UsageError(`--events names no ${name}. ${hint}`);
  });
}

/** The key of hashes, of which the secrets of hooks are made. */
function keyOf({ secrets }: Connection): () => Promise<string> {
  return async () => {
    const key = hashKeyOf(await secrets().hash.read());
    if (key === undefined) throw new RefusedError('The key of hashes has another form.');
    return key;
  };
}

const list = command({
  name: 'hooks list',
  summary: 'Show the programs that are told, and what went wrong last',
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values }, connection) => {
    const { id } = await chosenNewsletter(values.newsletter, connection);
    const hooks = await hookStore(connection.table).list(id);
    if (hooks.length === 0) return { lines: ['No program is told anything.'], json: [] };
    return { lines: hooks.flatMap(linesOf), json: hooks };
  },
});

function linesOf({ id, url, events, takenAt, failure, wellSince = 0, offSince }: Hook): string[] {
  const off = offSince === undefined ? '' : `, off since ${timeText(offSince, zone)} ${zone}`;
  const taken = takenAt === undefined ? '' : `; took something last at ${timeText(takenAt, zone)}`;
  const lines = [`${id}  ${url}${off}`, `  told of ${events.join(', ')}${taken}`];
  if (failure === undefined) return lines;
  const over = wellSince > failure.at ? `, well again since ${timeText(wellSince, zone)}` : '';
  return [...lines, `  ${timeText(failure.at, zone)}: ${failure.reason}${over}`];
}

const remove = command({
  name: 'hooks remove',
  summary: 'Tell a program nothing more',
  details: ['HOOK is its id, as hooks list shows it, or the beginning of that.'],
  takes: ['HOOK'],
  options: {},
  isReading: false,
  run: async ({ args: [name = ''] }, connection) => {
    const { newsletter, hook } = await chosenHook(name, connection);
    await hookStore(connection.table).remove({ newsletterId: newsletter.id, id: hook.id });
    return { lines: [`${hook.url} is told nothing more.`] };
  },
});

const test = command({
  name: 'hooks test',
  summary: 'Post a message that means nothing, from this machine',
  details: [
    'HOOK is its id, as hooks list shows it, or the beginning of that. A hook that was switched off',
    'is on again when it takes the message.',
  ],
  takes: ['HOOK'],
  options: {},
  isReading: false,
  run: async ({ args: [name = ''] }, connection) => {
    const { newsletter, hook } = await chosenHook(name, connection);
    const { table, now, siteUrl, allowedOrigins } = connection;
    const { noteFailure, switchOn } = hookStore(table);
    const { post, close } = createPoster({ userAgent: userAgent(siteUrl), allowedOrigins });
    try {
      const posted = await tryHook(
        { newsletterId: newsletter.id, hook },
        { noteFailure, switchOn, post, key: keyOf(connection), randomId: newId, now },
      );
      if (posted.kind === 'accepted') return { lines: [`${hook.url} has taken it.`] };
      return { lines: [`${hook.url} has not taken it: ${posted.reason}`], isRefused: true };
    } finally {
      await close();
    }
  },
});

/** The hook of this id, or whose id begins like this, of any newsletter. Throws a RefusedError. */
async function chosenHook(
  name: string,
  { table }: Connection,
): Promise<{ readonly newsletter: Newsletter; readonly hook: Hook }> {
  const { list: hooksOf } = hookStore(table);
  const all = await Promise.all(
    (await newsletterStore(table).list()).map(async (newsletter) =>
      (await hooksOf(newsletter.id)).map((hook) => ({ newsletter, hook })),
    ),
  );
  const isMeant = (id: string) => id === name || (name.length >= idCharsMin && id.startsWith(name));
  const [found, ...others] = all.flat().filter(({ hook }) => isMeant(hook.id));
  if (found === undefined) {
    throw new RefusedError(`There is no hook ${name}. paperboy hooks list shows them all.`);
  }
  if (others.length > 0) throw new RefusedError(`Several hooks begin with ${name}.`);
  return found;
}

/** The commands on hooks. */
export const hooksCommands = [add, list, remove, test];
