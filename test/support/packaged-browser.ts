/**
 * The browser inside @sparticuz/chromium: a headless shell for Linux on x64, with the few libraries
 * that a bare Debian lacks (NSS, NSPR, expat) and a font. Unpacked once for a checkout.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LaunchOptions } from 'playwright-core';

const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const systemFonts = '/etc/fonts/fonts.conf';
const unpackTimeoutMs = 300_000;

/** The browser that the package brings, or undefined where it has none for this machine. */
export async function packagedBrowser(): Promise<LaunchOptions | undefined> {
  const version = packageVersion();
  if (version === undefined) return undefined;
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(folder);
  const fonts = existsSync(systemFonts) ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const libraries = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  return {
    executablePath: join(folder, 'chromium'),
    env: { ...process.env, ...libraries, ...fonts },
  };
}

function packageVersion(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const main = import.meta.resolve('@sparticuz/chromium');
    return JSON.parse(readFileSync(new URL('../package.json', main), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/**
 * The package unpacks into the folder for temporary files, where half a browser counts as one and
 * anybody may have put another. So it gets a folder of its own, which is moved when complete.
 */
async function unpack(folder: string): Promise<void> {
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  const unpacking = "await (await import('@sparticuz/chromium')).default.executablePath()";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpacking], {
    // Only when it takes this machine for Lambda does it bring its libraries.
    env: { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    timeout: unpackTimeoutMs,
  });
  writeFileSync(join(own, 'fonts.conf'), fontsConfig(folder));
  try {
    renameSync(own, folder);
  } catch {
    // Another test was faster.
    rmSync(own, { recursive: true, force: true });
  }
}

function fontsConfig(folder: string): string {
  const dir = join(folder, 'fonts', 'fonts');
  const cacheDir = join(folder, 'fonts-cache');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${dir}</dir><cachedir>${cacheDir}</cachedir></fontconfig>
`;
}
