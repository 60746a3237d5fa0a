import { z } from 'zod';

/** Who mail comes from. */
export interface MailFrom {
  /** Empty where only an address is given. */
  readonly name: string;
  readonly address: string;
}

const Address = z.email().max(254);

/** Whether mail can be addressed to it as it is: one plain address, so that nothing in it can become a header or a second recipient. */
export function isMailAddress(text: string): boolean {
  return Address.safeParse(text).success;
}

/** Reads `Name <address>` or a bare address; null when it is neither. */
export function parseMailFrom(text: string): MailFrom | null {
  const [, name = '', address = ''] = /^(?:"?([^"<>\p{Cc}]*?)"?\s*)<([^<>\s]+)>$/u.exec(text) ?? [
    '',
    '',
    text,
  ];
  return isMailAddress(address) ? { name: name.trim(), address } : null;
}
