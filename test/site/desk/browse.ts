/** The desk in a real browser: whatever it asks for, the desk on a table of the test's own answers. */
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { type PageOptions, testPage } from '../../support/browser.ts';
import { type DeskVisitor, siteUrl } from './stage.ts';

type Asking = (path: string, init?: RequestInit) => Promise<Response>;

/** A page of somebody who is signed in, in this language; undefined without a browser. */
export async function browsing(
  t: TestContext,
  { request, visitor }: { readonly request: Asking; readonly visitor: DeskVisitor },
  { language, ...options }: Omit<PageOptions, 'origin'> & { readonly language: string },
): Promise<Page | undefined> {
  const page = await testPage(t, { origin: siteUrl, ...options });
  await page?.route(`${siteUrl}/**`, async (route) => {
    const asked = route.request();
    const body = asked.postData();
    const headers = {
      ...(await asked.allHeaders()),
      cookie: visitor.cookie,
      'accept-language': language,
    };
    const init = { method: asked.method(), headers, ...(body === null ? {} : { body }) };
    let answer = await request(asked.url().slice(siteUrl.length), init);
    const location = answer.headers.get('location');
    // What is redirected is not asked for here once more.
    if (location !== null) answer = await request(location, { headers });
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    });
  });
  return page;
}
