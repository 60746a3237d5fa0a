import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What each history of a release was, as `sha256sum` writes and checks it. */
const SUMS = 'SHA256SUMS';

/** The releases that histories are kept of. */
export async function releasesIn(histories: string): Promise<readonly string[]> {
  const entries = await readdir(histories, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Moves all histories recorded since the last release into the folder of this one, and writes down what they are. */
export async function keepForRelease(histories: string, version: string): Promise<void> {
  const folder = join(histories, version);
  await mkdir(folder);
  for (const name of await recordedIn(histories)) await rename(join(histories, name), join(folder, name));
  await writeFile(join(folder, SUMS), `${(await sumsOf(folder)).join('\n')}\n`);
}

/** What is not as it was when the release came out: a line for each history that was changed, taken away or added. */
export async function changedSinceRelease(histories: string, version: string): Promise<readonly string[]> {
  const folder = join(histories, version);
  const then = (await readFile(join(folder, SUMS), 'utf8')).trimEnd().split('\n');
  const now = await sumsOf(folder);
  return [...then.filter((sum) => !now.includes(sum)), ...now.filter((sum) => !then.includes(sum))];
}

async function sumsOf(folder: string): Promise<readonly string[]> {
  const names = await recordedIn(folder);
  return await Promise.all(
    names.map(async (name) => {
      const hash = createHash('sha256').update(await readFile(join(folder, name)));
      return `${hash.digest('hex')}  ${name}`;
    }),
  );
}

async function recordedIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
}
