import { z } from 'zod';
import { KeyFormatError, type KeyKind, readPublicKeys } from './public-keys.ts';

/** A text setting; the sentence says what it takes. */
export function text(takes: string, isGood: (value: string) => boolean = () => true) {
  return z
    .string()
    .refine(isGood, { error: `takes ${takes}` })
    .optional();
}

/** The address of something on the web. */
export function webAddress(ofWhat: string) {
  return url(`the address of ${ofWhat}, http:// or https://`, /^https?:$/);
}

export function url(takes: string, protocols: RegExp) {
  return text(takes, (value) => URL.canParse(value) && protocols.test(new URL(value).protocol));
}

/** Whether an address is that of a whole site: `https://desk.example.com`, without a path. */
export function isOrigin(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, origin, href } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && href === `${origin}/`;
}

/** PEM public keys of one kind, one after the other. */
export function publicKeys(takes: string, kind: KeyKind) {
  return z
    .string()
    .transform((value, context) => {
      try {
        return readPublicKeys(value, kind);
      } catch (error) {
        if (!(error instanceof KeyFormatError)) throw error;
        context.addIssue(`takes ${takes}, but ${error.message}`);
        return z.NEVER;
      }
    })
    .optional();
}
