/**
 * A real browser for tests: the one that is installed, or else the one that comes with a package.
 * It reaches this machine only, and a page that complains or looks elsewhere fails its test.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

export interface PageOptions {
  /** Requests to any other origin fail the test. */
  readonly origin: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScript?: boolean;
  /** The language that it asks for; English unless told. */
  readonly locale?: string;
  /** The zone that the browser reports. */
  readonly zone?: string;
  /** Console errors that belong to the test, such as the line about a 422. */
  readonly expected?: readonly RegExp[];
}

const actionTimeoutMs = 60_000;
const missing =
  'There is no browser to test with. Install Chromium or Chrome (apt-get install chromium), name ' +
  'one in CHROMIUM_PATH, or on Linux with x64 run npm ci, which brings @sparticuz/chromium.';

/** One for all tests of this process: a page has a context of its own, which shares nothing. */
let launching: Promise<Browser | undefined> | undefined;
after(async () => {
  await (await launching)?.close();
});

/**
 * Opens a page that shares nothing with other pages, or skips the test when there is no browser:
 * then it returns undefined. In CI a missing browser is a failure.
 */
export async function testPage(t: TestContext, options: PageOptions): Promise<Page | undefined> {
  const browser = await browserOf(t);
  if (browser === undefined) return undefined;
  const { width = 1000, height = 900, colorScheme = 'light', javaScript = true, zone } = options;
  const { locale = 'en-GB' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    javaScriptEnabled: javaScript,
    locale,
    ...(zone === undefined ? {} : { timezoneId: zone }),
  });
  context.setDefaultTimeout(actionTimeoutMs);
  const page = await context.newPage();
  const problems = watch(page, options);
  t.after(async () => {
    await context.close();
    assert.deepEqual(problems, [], 'The page complained or looked elsewhere.');
  });
  return page;
}

/**
 * Keeps a picture of the whole page in test/output/, which git leaves alone, when PICTURES=1 asks for
 * it: it is for people to look at, and costs more than all else that a test does with the page.
 */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES !== '1') return;
  const path = fileURLToPath(new URL(`../output/${name}.png`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

/**
 * Holds what the page shows, in light and in dark or one of them, to what axe calls serious or critical. It looks at
 * a copy, because axe is a script: a page without JavaScript would never answer it. A mail is held to
 * the same when it is given as the content.
 */
export async function assertAccessible(
  page: Page,
  content?: string,
  schemes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  const html = content ?? (await page.content());
  const copy = await copyFor(page);
  const size = page.viewportSize();
  if (size !== null) await copy.setViewportSize(size);
  await copy.setContent(html);
  for (const colorScheme of schemes) {
    await copy.emulateMedia({ colorScheme });
    const told = await copy.evaluate<string[]>(graveFindings);
    assert.deepEqual(told, [], `${page.url()} in ${colorScheme}`);
  }
}

const graveFindings = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`;

/** One for all: axe is half a megabyte of script, and a page that is filled anew keeps it. */
let copying: Promise<Page> | undefined;

function copyFor(page: Page): Promise<Page> {
  copying ??= openCopy(page.context().browser());
  return copying;
}

async function openCopy(browser: Browser | null): Promise<Page> {
  assert.ok(browser, 'The page has no browser.');
  const copy = await (await browser.newContext()).newPage();
  await copy.evaluate(axe.source);
  return copy;
}

async function browserOf(t: TestContext): Promise<Browser | undefined> {
  launching ??= launch();
  const browser = await launching;
  if (browser === undefined) {
    assert.ok(process.env.CI === undefined, missing);
    t.skip(`skipped: ${missing}`);
  }
  return browser;
}

async function launch(): Promise<Browser | undefined> {
  const found = await findBrowser();
  return found && (await chromium.launch(found));
}

function watch(page: Page, { origin, expected = [] }: PageOptions): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() !== 'error' || expected.some((line) => line.test(text))) return;
    problems.push(`console: ${text}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  const look = (request: Request) => {
    const url = new URL(request.url());
    const isOwn = url.origin === origin || ['data:', 'blob:', 'about:'].includes(url.protocol);
    // Only what has left the browser has a network error; else its reason is a policy, such as csp.
    const error = request.failure()?.errorText ?? 'net::';
    const isStopped = !error.startsWith('net::');
    if (!isOwn && !isStopped) problems.push(`request: ${url.href}`);
  };
  page.on('requestfinished', look);
  page.on('requestfailed', look);
  return problems;
}
