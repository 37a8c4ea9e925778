/** The page behind the button in the mail to a new address: GET asks once more, POST moves. */
import type { Context } from 'hono';
import type { MoveAddressDeps } from '../subscriber/change-address.ts';
import { type AddressPreview, moveAddress, previewAddress } from '../subscriber/change-address.ts';
import type { OpenLinkDeps } from '../subscriber/open-link.ts';
import { buttonForm, notice, page } from './page.ts';
import { maskedAddress } from './page-language.ts';
import { problemPage } from './problem.ts';
import { readerOf } from './reader.ts';
import type { Site } from './site.ts';
import { clientAddress } from './visitor.ts';

/** What its use cases of a reader need. */
export type AddressPageReaders = OpenLinkDeps & MoveAddressDeps;

/** GET /address/:token */
export async function showAddress(c: Context, site: Site<AddressPageReaders>): Promise<Response> {
  const token = c.req.param('token') ?? '';
  return await addressPage(c, site, await previewAddress({ token }, site.deps.readers));
}

/** POST /address/:token */
export async function postAddress(c: Context, site: Site<AddressPageReaders>): Promise<Response> {
  const input = { token: c.req.param('token') ?? '', from: clientAddress(c) };
  return await addressPage(c, site, await moveAddress(input, site.deps.readers));
}

async function addressPage(
  c: Context,
  site: Site<AddressPageReaders>,
  preview: AddressPreview,
): Promise<Response> {
  if (preview.kind === 'unknown') return await problemPage(c, 'link');
  if (preview.kind === 'gone') return await problemPage(c, 'gone');
  const { subscriber } = preview;
  const reader = await readerOf(subscriber, site);
  if (reader === undefined) return await problemPage(c, 'missing');
  const { newsletter, pageLanguage } = reader;
  const words = pageLanguage.words.address;
  const sentTo = (address: string) =>
    pageLanguage.say(pageLanguage.words.confirm.text, {
      newsletter: newsletter.name,
      address: maskedAddress(address),
    });
  switch (preview.kind) {
    case 'ready': {
      const { title } = words;
      const main = notice(title, [sentTo(preview.change.address)], buttonForm(words.button));
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'moved': {
      const title = words.doneTitle;
      const main = notice(title, [sentTo(subscriber.address)]);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'over':
    case 'taken': {
      const title = words[`${preview.kind}Title`];
      const main = notice(title, [words[preview.kind]]);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }), 410);
    }
  }
}
