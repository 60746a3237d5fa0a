import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ApiToken } from './api/auth.ts';
import { keptFile } from './kept-file.ts';
import { ROLES, type Role } from './people/role.ts';

/** Thrown for a list of tokens that cannot be read; the message tells which one and why, and never the token. */
export class TokenFormatError extends Error {
  override readonly name = 'TokenFormatError';
}

/** Shorter ones could be guessed. */
const SHORTEST = 16;

/**
 * Reads `name:role:token[:merchant_id]`, several separated by commas.
 *
 * @throws TokenFormatError
 */
export function parseTokens(list: string): readonly ApiToken[] {
  const tokens = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseToken);
  if (tokens.length === 0) throw new TokenFormatError('it names no token');
  for (const field of ['name', 'token'] as const) {
    const seen = new Set(tokens.map((token) => token[field]));
    if (seen.size < tokens.length) throw new TokenFormatError(`two of them have the same ${field}`);
  }
  return tokens;
}

function parseToken(entry: string, index: number): ApiToken {
  const [name = '', role = '', token = '', ...merchant] = entry.split(':');
  const nth = `number ${index + 1}`;
  if (name === '') throw new TokenFormatError(`${nth} has no name`);
  if (!isRole(role)) throw new TokenFormatError(`the role of ${name} is none of ${ROLES.join(', ')}`);
  if (token.length < SHORTEST) {
    throw new TokenFormatError(`the token of ${name} is shorter than ${SHORTEST} characters`);
  }
  return { name, role, token, merchantIds: merchant.length === 0 ? null : [merchant.join(':')] };
}

function isRole(word: string): word is Role {
  return ROLES.some((role) => role === word);
}

/** The token a data folder keeps. */
export interface KeptToken {
  readonly token: ApiToken;
  readonly file: string;
  /** It was made just now: the one time it is shown. */
  readonly isNew: boolean;
}

/** Where a data folder keeps its admin token. */
export function tokenFile(dataDir: string): string {
  return join(dataDir, 'api-token');
}

/** The admin token of this data folder, made at the first start and readable by its owner alone. */
export async function keptToken(dataDir: string): Promise<KeptToken> {
  const file = tokenFile(dataDir);
  const { content, isNew } = await keptFile(file, () => `${randomBytes(24).toString('base64url')}\n`);
  return { token: { name: 'admin', role: 'admin', token: content.trim(), merchantIds: null }, file, isNew };
}
