import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A secret that is made once and then kept in a file only its owner can read. However many processes start at once, all get the same one; a
 * reader never sees a file half written.
 *
 * @param make - makes the content when there is none yet
 */
export async function keptFile(
  file: string,
  make: () => string,
): Promise<{ readonly content: string; readonly isNew: boolean }> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomUUID()}`;
  const made = make();
  await writeFile(unfinished, made, { mode: 0o600 });
  try {
    // Unlike a rename, a link fails when the name is taken.
    await link(unfinished, file);
    return { content: made, isNew: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return { content: await readFile(file, 'utf8'), isNew: false };
  } finally {
    await rm(unfinished);
  }
}
