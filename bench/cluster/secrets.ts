import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptFile } from '../../src/kept-file.ts';

/** The passwords of the database's users. */
export interface Passwords {
  readonly postgres: string;
  readonly recourse: string;
  readonly temporal: string;
}

/** Who may use the API, by role. */
export interface Tokens {
  readonly admin: string;
  /** Two, so that one can approve what the other proposes. */
  readonly approver: string;
  readonly responder: string;
  readonly viewer: string;
}

/** The secrets of a cluster, each a file as in production (see deploy/make-secrets.sh), made at random when the folder is new. */
export interface Secrets {
  readonly passwords: Passwords;
  readonly tokens: Tokens;
  /** As `RECOURSE_ENCRYPTION_KEYS` takes them. */
  readonly encryptionKeys: string;
}

function random(): string {
  return randomBytes(24).toString('hex');
}

/** Secrets of production that a cluster on one machine has no use for: empty, which counts as not set. */
const UNUSED = ['oidc_client_secret', 'slack_bot_token', 'slack_signing_secret', 'smtp_url'];

export async function keptSecrets(folder: string): Promise<Secrets> {
  const kept = async (name: string, make: () => string): Promise<string> =>
    (await keptFile(join(folder, name), make)).content;
  for (const name of UNUSED) await kept(name, () => '');
  const tokens = {
    admin: await kept('token_admin', random),
    approver: await kept('token_approver', random),
    responder: await kept('token_responder', random),
    viewer: await kept('token_viewer', random),
  };
  await kept('api_tokens', () =>
    Object.entries(tokens)
      .map(([role, token]) => `${role}:${role}:${token}`)
      .join(','),
  );
  return {
    passwords: {
      postgres: await kept('postgres_password', random),
      recourse: await kept('recourse_database_password', random),
      temporal: await kept('temporal_database_password', random),
    },
    tokens,
    encryptionKeys: await kept('encryption_keys', () => `cluster:${randomBytes(32).toString('base64')}`),
  };
}

/** Writes a secret that follows from others. Answers with its file. */
export async function writeSecret(folder: string, name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content, { mode: 0o600 });
  return file;
}
