/** The newsletter and feeds that an owner begins with, made as the commands for them do. */
import * as v from 'valibot';
import { slug } from '../../../functions/edition/slug.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import type { Screen, Terminal } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { add as addFeed } from '../feeds-add.ts';
import { create } from '../newsletter.ts';
import type { CdkJson } from './cdk-json.ts';
import { whatFor } from './questions.ts';

const wishSchema = v.object({
  name: v.string(),
  feeds: v.optional(v.array(v.string()), []),
});

type Wish = v.InferOutput<typeof wishSchema>;

/** What stands under `newsletter` in cdk.json. Throws a RefusedError when it has another form. */
export function wishIn(cdkJson: CdkJson): Wish | undefined {
  const given = cdkJson.context().newsletter;
  if (given === undefined || given === '') return undefined;
  const read = v.safeParse(wishSchema, given);
  if (read.success) return read.output;
  throw new RefusedError(
    'Set newsletter in cdk.json, under "context", to {"name": "…", "feeds": ["https://…"]}, or take it out.',
  );
}

/** Asks for it, and writes it down until it is made. Nothing is made where no name is given. */
export async function askForNewsletter(cdkJson: CdkJson, ask: Terminal['ask']): Promise<void> {
  if (wishIn(cdkJson) !== undefined) return;
  const name = await ask('\nWhat is your newsletter called? (Enter: set it up later)');
  if (name === undefined || name === '') return;
  const feeds: string[] = [];
  for (;;) {
    const url = await ask('The address of a feed, or of a page that has one (Enter: no more):');
    if (url === undefined || url === '') break;
    feeds.push(url);
  }
  cdkJson.write({ newsletter: { name, feeds } }, whatFor);
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
  const id = slug(wish.name);
  const left: string[] = [];
  const isThere = (await store.list()).some((newsletter) => newsletter.id === id);
  if (!isThere)
    left.push(...(await saying(deps, create, { values: { name: wish.name }, args: [] })));
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
