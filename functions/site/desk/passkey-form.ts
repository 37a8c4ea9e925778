/** The forms that ask for a passkey: hidden until the script finds that this browser knows any. */
import { html, raw } from 'hono/html';
import { passkeySite } from '../../owner/passkey.ts';
import type { Html } from '../page.ts';
import type { DeskSettings } from './desk.ts';
import { passkeyScript } from './passkey-script.ts';

/** What stands in such a form. */
export interface PasskeyFormWords {
  readonly button: string;
  /** What is said when no device answered, or the desk did not take the answer. */
  readonly fault: string;
}

/** The same, and the pages that it asks and is sent to. */
interface PasskeyForm {
  readonly action: string;
  readonly words: PasskeyFormWords & { readonly taken?: string };
  readonly look: 'first' | 'second';
  readonly fields: Html | '';
}

/** The form for signing in; nothing where the site has no name to bind passkeys to. */
export function passkeyForm(settings: DeskSettings, words: PasskeyFormWords): Html | '' {
  return formOf(settings, { action: '/desk/in/passkey', words, look: 'second', fields: '' });
}

/** The form with these fields; nothing where the site has no name to bind passkeys to. */
export function formOf(
  { siteUrl }: DeskSettings,
  { action, words, look, fields }: PasskeyForm,
): Html | '' {
  const site = passkeySite(siteUrl);
  if (site === undefined) return '';
  const { button, fault, taken = fault } = words;
  return html`<form method="post" action="${action}" data-ask="${action}/ask" data-host="${site.host}" data-fault="${fault}" data-taken="${taken}" hidden>${fields}<input type="hidden" name="answer"><button class="${look}">${button}</button><p class="fault" role="alert" hidden></p></form><script>${raw(passkeyScript)}</script>`;
}
