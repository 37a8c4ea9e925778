/**
 * The pictures of the README, made from the running system: `npm run pictures`. A demo runs for two
 * days with a reader who signed up by the form, and each picture is of what is shown then.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { startCloud } from '../infra/local/cloud.ts';
import { demoOwner } from '../infra/local/demo/addresses.ts';
import { testContext } from './support/cloud.ts';
import { signInByMail } from './support/desk-visit.ts';
import { findBrowser } from './support/find-browser.ts';
import { becomeReader, editionsOf } from './support/reader.ts';
import { useAnyCredentials } from './support/table.ts';

const folder = fileURLToPath(new URL('../.github/pictures/', import.meta.url));
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const reader = 'ann@readers.example';
const sections = ['town', 'craft', 'away', 'long-reads'];

useAnyCredentials();
mkdirSync(folder, { recursive: true });
const cloud = await startCloud({
  ...{ port: 0, demo: true, ticking: false, zone: 'UTC', write: () => {} },
  context: { ...testContext, scale: 'large' },
});
const browser = await chromium.launch(await findBrowser());

/** A page of so many CSS pixels, sharp enough for most screens. */
async function open(width: number, height: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 1.4 });
  return context.newPage();
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: 55 });
  process.stdout.write(`${name}.jpg ${Math.ceil(statSync(path).size / 1000)} kB\n`);
}

const noon = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs / 2;
await cloud.advance(noon);
await becomeReader(cloud, { newsletterId: 'harbour-post', address: reader, sections });
await cloud.advance(noon + 2 * dayMs + 6 * hourMs);
const [, edition] = await editionsOf(cloud, reader);
if (edition === undefined) throw new Error('Two editions were to come.');

const landing = await open(600, 1100, 'light');
await landing.goto(cloud.origin);
await take(landing, 'landing');
for (const colorScheme of ['light', 'dark'] as const) {
  const mail = await open(600, 1100, colorScheme);
  await mail.setContent(edition.html);
  await mail.waitForLoadState('networkidle');
  await take(mail, `edition-${colorScheme}`);
}
const desk = await open(400, 733, 'light');
await signInByMail(desk, cloud, demoOwner);
await desk.goto(`${cloud.origin}/desk/n/harbour-post/next`);
await desk.waitForLoadState('networkidle');
await take(desk, 'desk');
const inbox = await open(900, 1100, 'light');
await inbox.goto(`${cloud.origin}/_inbox/messages/${edition.id}`);
await inbox.waitForLoadState('networkidle');
await take(inbox, 'inbox');

await browser.close();
await cloud.stop();
