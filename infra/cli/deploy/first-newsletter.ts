/** The newsletter and feeds that an owner begins with, made as the commands for them do. */
import * as v from 'valibot';
import { NewsletterSchema } from '../../../functions/edition/newsletter.ts';
import { slug } from '../../../functions/edition/slug.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import type { Screen, Terminal } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { add as addFeed } from '../feeds-add.ts';
import { create } from '../newsletter.ts';
import type { CdkJson } from './cdk-json.ts';
import { whatFor } from './questions.ts';

const { id: idSchema, name: nameSchema } = NewsletterSchema.entries;

/** A name in letters that links cannot have needs an id beside it. */
const wishSchema = v.pipe(
  v.object({
    name: nameSchema,
    id: v.optional(idSchema),
    feeds: v.optional(v.array(v.string()), []),
  }),
  v.transform((wish) => ({ ...wish, id: wish.id ?? slug(wish.name) })),
  v.check(({ id }) => id !== '', 'Its name has none of a-z and 0-9: give it an id of them.'),
);

type Wish = v.InferOutput<typeof wishSchema>;

/** What stands under `newsletter` in cdk.json. Throws a RefusedError when it has another form. */
export function wishIn(cdkJson: CdkJson): Wish | undefined {
  const given = cdkJson.context().newsletter;
  if (given === undefined || given === '') return undefined;
  const read = v.safeParse(wishSchema, given);
  if (read.success) return read.output;
  throw new RefusedError(
    'Set newsletter in cdk.json, under "context", to {"name": "…", "id": "…", "feeds": ["https://…"]}, ' +
      `or take it out. ${read.issues[0].message}`,
  );
}

/** Whom it asks. */
export interface AskForNewsletterDeps extends Pick<Terminal, 'ask' | 'say'> {
  readonly cdkJson: CdkJson;
}

/** Asks for it, and writes it down until it is made. Nothing is made where no name is given. */
export async function askForNewsletter(deps: AskForNewsletterDeps): Promise<void> {
  const { cdkJson, ask } = deps;
  if (wishIn(cdkJson) !== undefined) return;
  const called = '\nWhat is your newsletter called? (Enter: set it up later)';
  const name = await validAnswer(called, nameSchema, deps);
  if (name === undefined) return;
  const links = 'What do its links call it? (1 to 40 of a-z, 0-9 and -; Enter: set it up later)';
  const id = slug(name) || (await validAnswer(links, idSchema, deps));
  if (id === undefined) return;
  const feeds: string[] = [];
  for (;;) {
    const url = await ask('The address of a feed, or of a page that has one (Enter: no more):');
    if (url === undefined || url === '') break;
    feeds.push(url);
  }
  cdkJson.write({ newsletter: { name, id, feeds } }, whatFor);
}

/** Asks until the answer is one; undefined for none. */
async function validAnswer(
  question: string,
  schema: typeof nameSchema | typeof idSchema,
  { ask, say }: AskForNewsletterDeps,
): Promise<string | undefined> {
  for (;;) {
    const given = (await ask(question))?.trim();
    if (given === undefined || given === '') return undefined;
    const read = v.safeParse(schema, given);
    if (read.success) return read.output;
    say(read.issues[0].message);
  }
}

/** Where it is made, and what is said. */
export interface FirstNewsletterDeps {
  readonly cdkJson: CdkJson;
  readonly screen: Screen;
  readonly say: Terminal['say'];
  readonly connection: Connection;
}

/** The newsletters that there are then, and what could not be done. */
export interface Begun {
  readonly newsletters: readonly { readonly id: string; readonly name: string }[];
  readonly left: readonly string[];
}

/** Makes what is still wished for, and takes the wish out of cdk.json. */
export async function beginNewsletter(deps: FirstNewsletterDeps): Promise<Begun> {
  const { cdkJson, connection } = deps;
  const store = newsletterStore(connection.table);
  const wish = wishIn(cdkJson);
  if (wish === undefined) return { newsletters: await store.list(), left: [] };
  const { id, name } = wish;
  const left: string[] = [];
  const isThere = (await store.list()).some((newsletter) => newsletter.id === id);
  if (!isThere) left.push(...(await saying(deps, create, { values: { id, name }, args: [] })));
  if (left.length === 0) {
    for (const url of wish.feeds) {
      left.push(...(await saying(deps, addFeed, { values: { newsletter: id }, args: [url] })));
    }
  }
  cdkJson.write({ newsletter: undefined });
  return { newsletters: await store.list(), left };
}

/** Says what a command says; what it refuses is left for the owner to do. */
async function saying(
  { screen, say, connection }: FirstNewsletterDeps,
  command: typeof create,
  given: Parameters<typeof create.run>[0],
): Promise<string[]> {
  try {
    const { lines } = await command.run(given, screen, async () => connection);
    for (const line of lines) say(line);
    return [];
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof UsageError)) throw error;
    return [`${given.args[0] ?? given.values.name}: ${error.message}`];
  }
}
