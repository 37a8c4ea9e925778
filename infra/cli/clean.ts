/** `clean`: what Paperboy would print of a piece of HTML. It needs files and nothing else. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { boilerplateOf, clean } from '../../functions/edition/clean/clean.ts';
import type { Uncleaned } from '../../functions/edition/clean/prune.ts';
import { readArchiveItem } from '../../functions/feed/read/archived-item.ts';
import { decode } from '../../functions/feed/read/decode.ts';
import { fileCommand } from './command.ts';
import { messageOf, RefusedError, UsageError } from './errors.ts';

/** `clean FILE`: what is left of a piece of HTML. */
export const cleanFile = fileCommand({
  name: 'clean',
  summary: 'Print the cleaned HTML of a fragment or an archive item',
  details: [
    'With --feed, items of the same feed show what it repeats in all of them. Files named behind the',
    'first count as such, too, so --feed *.txt does what it should.',
  ],
  takes: ['FILE...'],
  options: {
    feed: { type: 'string', value: 'FILE', multiple: true, help: 'another item of the feed' },
    link: { type: 'string', value: 'URL', help: 'the address of a fragment’s page' },
  },
  isReading: true,
  run: async ({ values, args: [file = '', ...more], screen }) => {
    const { link } = values;
    if (link !== undefined && !/^https?:/.test(URL.parse(link)?.protocol ?? '')) {
      throw new UsageError(`--link takes an address such as https://example.com/, not ${link}.`);
    }
    const read = (path: string) => readItem(resolve(screen.folder, path), link);
    const item = await read(file);
    const siblings = await Promise.all([...(values.feed ?? []), ...more].map(read));
    const boilerplate = boilerplateOf(siblings.length === 0 ? [] : [item, ...siblings]);
    const html = clean(item.html, { ...item, boilerplate });
    return { lines: [html], json: { html } };
  },
});

/** A file that does not begin like an archive item is a fragment. */
async function readItem(path: string, link: string | undefined): Promise<Uncleaned> {
  const text = await readFile(path).then(
    (bytes) => decode(bytes),
    (error: unknown) => {
      const why = messageOf(error);
      throw new RefusedError(`${path} cannot be read: ${why}`);
    },
  );
  const archived = readArchiveItem(text);
  if (archived.kind === 'refused') return { html: text, baseUrl: link, keepsRelative: true };
  const { content = '', link: baseUrl, publishedAt } = archived.item;
  return { html: content, baseUrl, publishedAt };
}
