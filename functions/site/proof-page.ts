/** Under attack: the form once more, out of sight, and a sum that the browser does before it goes on. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Newsletter } from '../edition/newsletter.ts';
import { choiceNames } from './choices.ts';
import { type Html, notice, page } from './page.ts';
import { pageLanguageOf } from './page-language.ts';
import { proofScript } from './proof-script.ts';
import type { Form } from './visitor.ts';

/** What a visitor's browser is to prove, and the form that it goes on with. */
export interface Proving {
  readonly form: Form;
  /** What the proof is about: as typed, or as meant. */
  readonly address: string;
  readonly token: string;
  readonly bits: number;
  /** Fields of another form than that of signing up. */
  readonly also?: Readonly<Record<string, string>>;
}

/** Asks the browser for a proof; without JavaScript the visitor is told to come later. */
export async function proofPage(
  c: Context,
  newsletter: Newsletter,
  { form, address, token, bits, also = {} }: Proving,
): Promise<Response> {
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { title, text, noScript } = pageLanguage.words.proof;
  const kept = choiceNames.flatMap((name) => form.list(name).map((value) => hidden(name, value)));
  const below = html`<p data-unable>${noScript}</p>
<form method="post" data-bits="${bits}">${kept}${Object.entries(also).map(([name, value]) => hidden(name, value))}${hidden('address', address)}${hidden('kept', address)}${hidden('token', token)}${hidden('nonce', '')}</form>`;
  const main = notice(title, [text], below);
  c.header('cache-control', 'no-store');
  return await c.html(page(c, pageLanguage, { title, main, newsletter, script: proofScript }));
}

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}
