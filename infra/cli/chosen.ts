/** Which newsletter, section or feed the owner means. */
import { isClosed, type Newsletter, type Section } from '../../functions/edition/newsletter.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Option } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { nearest } from './nearest.ts';

/** The option that names a newsletter, where there are several. */
export const newsletterOption = {
  newsletter: {
    type: 'string',
    value: 'ID',
    help: 'which newsletter, where there are several',
  },
} as const satisfies Record<string, Option>;

const idCharsMin = 4;
const none =
  'There is no newsletter yet. Create one: paperboy newsletter create --name "The Harbour Post" …';

/** The newsletter of this id; without an id the only one. Throws a RefusedError. */
export async function chosenNewsletter(
  id: string | undefined,
  { table }: Connection,
): Promise<Newsletter> {
  const all = await newsletterStore(table).list();
  const ids = all.map((newsletter) => newsletter.id);
  if (all.length === 0) throw new RefusedError(none);
  const chosen = id === undefined ? all[0] : all.find((newsletter) => newsletter.id === id);
  if (chosen === undefined) {
    const hint = hintOf(nearest(id ?? '', ids), ids);
    throw new RefusedError(`There is no newsletter ${id}.${hint}`);
  }
  if (id === undefined && all.length > 1) {
    throw new RefusedError(`Say which newsletter with --newsletter: ${ids.join(', ')}.`);
  }
  return chosen;
}

/** The same for what a closed newsletter has no use for. Throws a RefusedError when it is closed. */
export async function chosenOpenNewsletter(
  id: string | undefined,
  connection: Connection,
): Promise<Newsletter> {
  const newsletter = await chosenNewsletter(id, connection);
  checkOpen(newsletter);
  return newsletter;
}

/** Throws a RefusedError that tells how to open a newsletter that is closed. */
export function checkOpen(newsletter: Newsletter): void {
  if (!isClosed(newsletter)) return;
  const { id, name } = newsletter;
  throw new RefusedError(`${name} is closed. Open it first: paperboy newsletter reopen ${id}`);
}

/** The section of this id or name; without one the first. Throws a RefusedError. */
export function chosenSection(name: string | undefined, { sections }: Newsletter): Section {
  const wanted = name?.trim().toLowerCase();
  const chosen =
    wanted === undefined
      ? sections[0]
      : sections.find((section) => [section.id, section.name.toLowerCase()].includes(wanted));
  if (chosen !== undefined) return chosen;
  const ids = sections.map((section) => section.id);
  throw new RefusedError(
    `There is no section ${name}.${hintOf(nearest(name ?? '', ids), ids)} ` +
      'A new one: paperboy newsletter set --section ID=Name',
  );
}

/** The feed of this id, beginning of an id, address or title. Throws a RefusedError. */
export async function chosenFeed(
  name: string,
  { id }: Newsletter,
  { table }: Connection,
): Promise<Feed> {
  const feeds = await feedStore(table).list(id);
  const address = URL.parse(name)?.href;
  const exact = feeds.filter((feed) => [feed.id, feed.url, feed.title].includes(name));
  const near = feeds.filter(
    (feed) =>
      (name.length >= idCharsMin && feed.id.startsWith(name)) ||
      feed.url === address ||
      feed.title.toLowerCase() === name.toLowerCase(),
  );
  const [first, ...others] = exact.length > 0 ? exact : near;
  if (first === undefined) {
    throw new RefusedError(`${id} has no feed ${name}. paperboy feeds list shows them all.`);
  }
  if (others.length > 0) {
    const ids = [first, ...others].map((feed) => feed.id).join(', ');
    throw new RefusedError(`Several feeds are meant by ${name}. Name one by its id: ${ids}.`);
  }
  return first;
}

function hintOf(meant: string | undefined, all: readonly string[]): string {
  return meant === undefined ? ` There is: ${all.join(', ')}.` : ` Did you mean ${meant}?`;
}
