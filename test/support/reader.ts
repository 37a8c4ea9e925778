/** A reader without a browser: signs up by the form, reads mails, follows their links. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { formAgeMsMin } from '../../functions/subscriber/admit.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { headerOf, inboxOf, type Mail } from './cloud.ts';

type Place = Pick<Cloud, 'origin' | 'atRest'> & Partial<Pick<Cloud, 'clock'>>;

/** People take their time between two pages; more at once is more than a new account's site takes. */
const betweenPagesMs = 500;

/** Lets time go by, on the clock of a stage or really. */
type Pause = (ms: number) => unknown;

/** On a stage nobody need wait. */
function pauseAt({ clock }: Place): Pause {
  return clock === undefined ? sleep : (ms) => clock.moveBy(ms);
}

/** The fields of the landing form: every day at seven, all sections, unless changed. */
export interface SignUp {
  readonly newsletterId: string;
  readonly address: string;
  readonly sections: readonly string[];
  readonly hour?: number;
  readonly zone?: string;
}

/** Signs up and confirms, by the form and the link of the mail. */
export async function becomeReader(cloud: Place, signUp: SignUp): Promise<void> {
  const { newsletterId, address, sections, hour = 7, zone = 'UTC' } = signUp;
  const fields = new URLSearchParams({ address, cadence: 'daily', hour: String(hour), zone });
  for (const section of sections) fields.append('sections', section);
  const pause = pauseAt(cloud);
  await sendForm(`${cloud.origin}/n/${newsletterId}/subscribe`, fields, pause);
  const confirmation = await onlyMail(cloud, address);
  const link = linkIn(confirmation.text, 'confirm');
  await pause(betweenPagesMs);
  assert.equal((await fetch(link, { method: 'POST' })).status, 200);
}

/** Tokens of forms that were opened before: the next visitor need not wait. */
const openForms = new Map<string, string>();

/** Sends a form as a visitor would: opened first, and once more when it is shown once more. */
export async function sendForm(
  url: string,
  fields: URLSearchParams,
  pause: Pause = sleep,
): Promise<string> {
  const opened = openForms.get(url) ?? tokenOf(await (await fetch(url)).text());
  await pause(betweenPagesMs);
  fields.set('token', opened ?? '');
  const answer = await fetch(url, { method: 'POST', body: fields });
  assert.equal(answer.status, 200);
  const text = await answer.text();
  const again = tokenOf(text);
  if (again === undefined) return text;
  openForms.set(url, again);
  await pause(formAgeMsMin);
  return await sendForm(url, fields, pause);
}

function tokenOf(page: string): string | undefined {
  return /name="token" value="([^"]+)"/.exec(page)?.[1];
}

/** The one mail that has come to an address. */
export async function onlyMail(cloud: Place, address: string): Promise<Mail> {
  await cloud.atRest();
  const [mail, ...others] = await inboxOf(cloud, address);
  assert.ok(mail, `No mail has come to ${address}.`);
  assert.deepEqual(others.length, 0, `More than one mail has come to ${address}.`);
  return mail;
}

/** The editions that came to an address, the oldest first; confirmations are none. */
export async function editionsOf(cloud: Place, address: string): Promise<Mail[]> {
  await cloud.atRest();
  const mails = await inboxOf(cloud, address);
  return mails.filter((mail) => headerOf(mail, 'List-Unsubscribe') !== undefined).reverse();
}

/** The link of this purpose in a text. */
export function linkIn(
  text: string,
  purpose: 'confirm' | 'preferences' | 'address' | 'unsubscribe',
): string {
  const link = new RegExp(`https?://[^\\s<>"]+/${purpose}/[^\\s<>"]+`).exec(text)?.[0];
  assert.ok(link, `There is no link to ${purpose} in: ${text.slice(0, 500)}`);
  return link;
}

/** The text without white space: line breaks fall where they must. */
export function unspaced(text: string): string {
  return text.replace(/\s+/gu, '');
}
