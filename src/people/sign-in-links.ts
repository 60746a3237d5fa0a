import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Instant, millis, MINUTE, type Millis, plus } from '../domain/instant.ts';
import { LINK_ISSUER, type Newcomer, type Rights } from './person.ts';
import { ROLES } from './role.ts';
import { hashOf, newSecret } from './secret.ts';

/** How long a link lets somebody in. */
export const LINK_LIFE: Millis = 15 * MINUTE;

/** Whom a link lets in. */
export interface Invitation extends Rights {
  readonly name: string;
}

/** One-time links to the pages: for the embedded mode, where whoever can read the data folder may do everything anyway. */
export interface SignInLinks {
  /** Takes a link's secret, once; null when there is none of it, it was used, or it is over. */
  use(secret: string, now: Instant): Promise<Newcomer | null>;
}

const KeptLink = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  merchant_ids: z.array(z.string()).nullable(),
  expires_at: z.string(),
});

/** The links of a data folder. */
export function signInLinks(dataDir: string): SignInLinks {
  return {
    async use(secret, now) {
      const file = join(folderIn(dataDir), hashOf(secret));
      const mine = `${file}.used`;
      // Of several who use it at once the file system lets one rename it.
      if (!(await done(rename(file, mine)))) return null;
      const { name, role, merchant_ids, expires_at } = KeptLink.parse(
        JSON.parse(await readFile(mine, 'utf8')),
      );
      await rm(mine);
      if (expires_at <= now) return null;
      const identity = { id: name, issuer: LINK_ISSUER, subject: name };
      return { ...identity, name, mail: null, mailVerified: false, role, merchantIds: merchant_ids };
    },
  };
}

/**
 * Makes a link in a data folder. Only its hash is kept, in a file only its owner can read.
 *
 * @returns the secret the link ends with
 */
export async function makeLink(
  dataDir: string,
  { name, role, merchantIds }: Invitation,
  now: Instant,
): Promise<string> {
  const folder = folderIn(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep(folder, now);
  const secret = newSecret();
  const link: z.infer<typeof KeptLink> = {
    name,
    role,
    merchant_ids: merchantIds === null ? null : [...merchantIds],
    expires_at: plus(now, LINK_LIFE),
  };
  await writeFile(join(folder, hashOf(secret)), JSON.stringify(link), { mode: 0o600, flag: 'wx' });
  return secret;
}

/** The address a person opens to come in by a link. */
export function linkAddress(publicUrl: string, secret: string): string {
  return `${publicUrl}/sign-in/link/${secret}`;
}

function folderIn(dataDir: string): string {
  return join(dataDir, 'sign-in-links');
}

/** Removes what nobody can use any more. */
async function sweep(folder: string, now: Instant): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const written = await stat(file).catch(() => null);
    if (written !== null && written.mtimeMs < millis(now) - LINK_LIFE) await rm(file, { force: true });
  }
}

/** Whether the file was there for it. */
async function done(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
