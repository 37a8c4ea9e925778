/** The page behind the button in the letter to an old address: GET asks once more, POST moves back. */
import type { Context } from 'hono';
import {
  type BackPreview,
  type MoveBackDeps,
  moveBack,
  previewBack,
} from '../subscriber/move-back.ts';
import { buttonForm, notice, page, quietLink } from './page.ts';
import { maskedAddress } from './page-language.ts';
import { problemPage } from './problem.ts';
import { readerOf } from './reader.ts';
import type { Site } from './site.ts';
import { clientAddress } from './visitor.ts';

/** What its use cases of a reader need. */
export type BackPageReaders = MoveBackDeps;

/** GET /back/:token */
export async function showBack(c: Context, site: Site<BackPageReaders>): Promise<Response> {
  const token = c.req.param('token') ?? '';
  return await backPage(c, site, await previewBack({ token }, site.deps.readers));
}

/** POST /back/:token */
export async function postBack(c: Context, site: Site<BackPageReaders>): Promise<Response> {
  const input = { token: c.req.param('token') ?? '', from: clientAddress(c) };
  return await backPage(c, site, await moveBack(input, site.deps.readers));
}

async function backPage(
  c: Context,
  site: Site<BackPageReaders>,
  preview: BackPreview,
): Promise<Response> {
  if (preview.kind === 'unknown') return await problemPage(c, 'link');
  if (preview.kind === 'gone') return await problemPage(c, 'gone');
  const reader = await readerOf(preview.subscriber, site);
  if (reader === undefined) return await problemPage(c, 'missing');
  const { newsletter, pageLanguage } = reader;
  const { address: words, back, confirm } = pageLanguage.words;
  const sentTo = (address: string) =>
    pageLanguage.say(confirm.text, {
      newsletter: newsletter.name,
      address: maskedAddress(address),
    });
  switch (preview.kind) {
    case 'ready': {
      const { title, button } = back;
      const main = notice(title, [sentTo(preview.former.address)], buttonForm(button));
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'back': {
      const title = back.doneTitle;
      const below = quietLink(`/n/${newsletter.id}/link`, pageLanguage.words.preferences.link);
      const main = notice(title, [sentTo(preview.subscriber.address), back.done], below);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'over': {
      const title = words.overTitle;
      const main = notice(title, [back.over]);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }), 410);
    }
    case 'taken': {
      const title = words.takenTitle;
      const main = notice(title, [words.taken]);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }), 410);
    }
  }
}
