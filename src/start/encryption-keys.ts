import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { KEYS_TAKE } from '../encryption-settings.ts';
import { keptFile } from '../kept-file.ts';
import { OperatorError } from '../operator-error.ts';
import type { TemporalAddress, TemporalTarget } from '../temporal/connection.ts';
import { encryptionCodec } from '../temporal/encryption-codec.ts';
import { type EncryptionKeys, newEncryptionKey, parseEncryptionKeys } from '../temporal/encryption-keys.ts';

/** Where a data folder keeps the key of what Temporal stores, as RECOURSE_ENCRYPTION_KEYS takes it. */
export function encryptionKeyFile(dataDir: string): string {
  return join(dataDir, 'encryption-key');
}

/** The key of this data folder, made at the first start and readable by its owner alone; as RECOURSE_ENCRYPTION_KEYS takes it. */
export async function keptEncryptionKey(dataDir: string): Promise<string> {
  const { content } = await keptFile(encryptionKeyFile(dataDir), () => `${newEncryptionKey(newId())}\n`);
  return content.trim();
}

/**
 * The keys for a Temporal that settings name.
 *
 * @param command - who needs them, for the error
 * @throws OperatorError when nothing is said about them: nobody leaves people's data readable by forgetting a setting
 */
export function withKeysSet(
  temporal: TemporalAddress,
  { encryptionKeys }: Pick<Config, 'encryptionKeys'>,
  command: string,
): TemporalTarget {
  if (encryptionKeys !== null) return encrypted(temporal, encryptionKeys);
  throw new OperatorError(
    `RECOURSE_ENCRYPTION_KEYS is missing: ${command} takes ${KEYS_TAKE}, which leaves all that Temporal stores readable in its database.`,
  );
}

/**
 * The keys for the Temporal a start uses on this data folder: those that are set, else the one it keeps. A folder of an earlier version has none,
 * and nothing encrypted.
 *
 * @throws OperatorError when the kept key cannot be read
 */
export async function withKeptKey(
  temporal: TemporalAddress,
  { encryptionKeys, dataDir }: Pick<Config, 'encryptionKeys' | 'dataDir'>,
): Promise<TemporalTarget> {
  return encrypted(temporal, encryptionKeys ?? (await lastKept(dataDir)));
}

/** Only looks: a key made here would be none of the running process. */
async function lastKept(dataDir: string): Promise<EncryptionKeys> {
  const file = encryptionKeyFile(dataDir);
  try {
    return parseEncryptionKeys((await readFile(file, 'utf8')).trim());
  } catch (error) {
    if (isMissing(error)) return parseEncryptionKeys('off');
    throw new OperatorError(`${file} cannot be read: put the key back that the last start had.`, {
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function encrypted(temporal: TemporalAddress, keys: EncryptionKeys): TemporalTarget {
  return { ...temporal, payloadCodecs: [encryptionCodec(keys)] };
}

/** Told apart from that of every other data folder, whose key cannot decrypt what this one encrypts. */
function newId(): string {
  return `start-${randomBytes(4).toString('hex')}`;
}
