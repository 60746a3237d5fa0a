import { readFileSync } from 'node:fs';
import type { Environment } from './config.ts';

/** Variables that are set, by name. */
type Variables = Record<string, string>;

/** The settings that may also be given as the path of a file that holds them, under their name with `_FILE` behind it. */
export const SECRETS: readonly string[] = [
  'DATABASE_URL',
  'RECOURSE_API_TOKENS',
  'RECOURSE_ENCRYPTION_KEYS',
  'TEMPORAL_API_KEY',
  'OIDC_CLIENT_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SMTP_URL',
  'WHOP_API_KEY',
  'WHOP_WEBHOOK_SECRET',
  'WEPAY_APP_TOKEN',
  'WEPAY_RISK_TOKEN',
  'WEPAY_WEBHOOK_KEYS',
  'CCG_WEBHOOK_KEYS',
];

/** Which of the settings are given by files, and what is wrong with them. */
export interface SecretFiles {
  /** The environment with what the files hold in the place of their paths. */
  readonly environment: Variables;
  /** A sentence for each variable that cannot be used; it says nothing of what any of them holds. */
  readonly problems: readonly string[];
}

/**
 * Reads the secrets that are given by files. A file's last line may end with a newline, which is no part of the secret; an empty file counts
 * as not set.
 *
 * @param given - the environment, without variables that are set to nothing
 */
export function readSecretFiles(given: Readonly<Variables>): SecretFiles {
  const environment = { ...given };
  const problems: string[] = [];
  for (const name of SECRETS) {
    const variable = fileVariable(name);
    const path = given[variable];
    if (path === undefined) continue;
    delete environment[variable];
    if (given[name] !== undefined) {
      problems.push(`${variable} is set beside ${name}: set one of them.`);
      continue;
    }
    try {
      const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      if (secret !== '') environment[name] = secret;
    } catch (error) {
      problems.push(`${variable} takes the path of a file, but ${path} cannot be read${codeOf(error)}.`);
    }
  }
  return { environment, problems };
}

/** What a setting set anew makes void: the file it was given by before. */
export function withoutFilesOf(names: readonly string[]): Environment {
  const files = SECRETS.filter((name) => names.includes(name)).map(fileVariable);
  return Object.fromEntries(files.map((variable) => [variable, undefined]));
}

function fileVariable(name: string): string {
  return `${name}_FILE`;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === '' ? '' : ` (${code})`;
}
