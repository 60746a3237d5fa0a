import { z } from 'zod';
import type { PostKey } from '../store/outbox.ts';

const Key = z.tuple([z.string(), z.string()]);

/** The id of one piece of news on its way to one subscriber: opaque, safe in an address and in a header, the same on every attempt. */
export function deliveryId({ newsId, subscriber }: PostKey): string {
  return Buffer.from(JSON.stringify([newsId, subscriber])).toString('base64url');
}

/** What an id stands for; null when it was not made by {@link deliveryId}. */
export function postKey(id: string): PostKey | null {
  const key = Key.safeParse(parsed(Buffer.from(id, 'base64url').toString()));
  return key.success ? { newsId: key.data[0], subscriber: key.data[1] } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
