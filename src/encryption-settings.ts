import { z } from 'zod';
import { isOrigin, text } from './setting.ts';
import { type EncryptionKeys, KeyListError, parseEncryptionKeys } from './temporal/encryption-keys.ts';

/** What the list of keys takes, in the middle of a sentence. */
export const KEYS_TAKE =
  'id:key[,id:key…], each key 32 bytes in base64 as openssl rand -base64 32 makes them, the first for what is new; or off';

/** The variables that say how all that Temporal stores is encrypted, and whose pages may show it. */
export const ENCRYPTION_VARIABLES = {
  RECOURSE_ENCRYPTION_KEYS: z.string().transform(keys).optional(),
  RECOURSE_CODEC_ORIGINS: text(
    "the origins of Temporal's web pages, https://temporal.example.com, several separated by commas",
    (list) => entries(list).every(isOrigin),
  ),
};

export interface EncryptionSettings {
  /** Null where nothing is said about them. */
  readonly encryptionKeys: EncryptionKeys | null;
  /** The origins of pages that may have payloads decrypted in the name of whoever looks at them. */
  readonly codecOrigins: readonly string[];
}

/** Where no origins are given it is that of Temporal's web pages, as far as these are known. */
export function encryptionSettings(
  values: z.output<z.ZodObject<typeof ENCRYPTION_VARIABLES>> & {
    readonly RECOURSE_TEMPORAL_UI_URL?: string | undefined;
  },
): EncryptionSettings {
  const { RECOURSE_CODEC_ORIGINS: list, RECOURSE_TEMPORAL_UI_URL: pages } = values;
  const addresses = list === undefined ? [pages ?? []].flat() : entries(list);
  return {
    encryptionKeys: values.RECOURSE_ENCRYPTION_KEYS ?? null,
    codecOrigins: addresses.map((address) => new URL(address).origin),
  };
}

function entries(list: string): readonly string[] {
  return list.split(',').map((entry) => entry.trim());
}

function keys(list: string, context: z.RefinementCtx): EncryptionKeys {
  try {
    return parseEncryptionKeys(list);
  } catch (error) {
    if (!(error instanceof KeyListError)) throw error;
    context.addIssue(`takes ${KEYS_TAKE}, but ${error.message}`);
    return z.NEVER;
  }
}
