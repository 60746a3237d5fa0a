import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Debian's name first; others are tried so that a developer's machine will do. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium on this machine: `CHROMIUM`, else what lies on the path. */
function findBrowser(): string | null {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  const found = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return found.find(existsSync) ?? null;
}

/**
 * Where the browser is. Without one the tests of the pages are skipped, and the report says so; under `CI` that is a failure, as nobody would
 * notice the skip.
 *
 * @throws Error under `CI` when there is none
 */
export function browserPath(): string | null {
  const path = findBrowser();
  if (path === null && process.env['CI'])
    throw new Error(
      'The pages are tested in Chromium, and there is none: install it, or set CHROMIUM to it.',
    );
  return path;
}

export async function launch(executablePath: string): Promise<Browser> {
  // Containers mostly run as root and without the namespaces that Chromium's sandbox is made of; only our own pages are opened.
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
