/** The browser of this machine, told to reach no other. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright-core';
import { packagedBrowser } from './packaged-browser.ts';

const launchArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

const installedPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What was named, then what is installed, then what the package brings. */
export async function findBrowser(): Promise<LaunchOptions | undefined> {
  const found = await placeOf();
  return found && { ...found, args: launchArgs };
}

async function placeOf(): Promise<LaunchOptions | undefined> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    assert.ok(existsSync(named), `CHROMIUM_PATH names ${named}, which is not there.`);
    return { executablePath: named };
  }
  const installed = installedPaths.find((path) => existsSync(path));
  return installed === undefined ? await packagedBrowser() : { executablePath: installed };
}
