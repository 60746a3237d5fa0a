import { z } from 'zod';
import { NEWS_EVENTS, type NewsEvent } from '../domain/news.ts';
import { parseSettings, readSettingsFile } from '../settings-file.ts';
import { isMailAddress } from './mail/address.ts';
import { isPublicHost } from '../public-address.ts';

/** What a payer may be told: nothing of what goes on between merchant and bank. */
export const PAYER_EVENTS = [
  'dispute.opened',
  'dispute.ruled',
  'refund.settled',
] as const satisfies readonly NewsEvent[];

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, { error: 'takes lower-case letters, digits and . _ -, at most 64' })
  .refine((text) => text !== 'slack', { error: 'must not be slack: that is the chat' })
  .describe(
    'Unique, and kept for good: news under way to a name that is here no more is given up after an hour',
  );

const merchants = z
  .array(z.string().min(1).max(255))
  .min(1)
  .max(1000)
  .optional()
  .describe('Only news of these merchants. Built in: of all, and of payments whose merchant is not known');

const events = z
  .array(z.enum(NEWS_EVENTS))
  .min(1)
  .optional()
  .describe('Only these. Built in: all; for the payer, all a payer may be told');

const TO = 'takes payer, or a list of mail addresses';

const mail = z
  .strictObject({
    name,
    channel: z.literal('mail'),
    to: z
      .union(
        [
          z.literal('payer'),
          z
            .array(z.string().refine(isMailAddress, { error: 'takes a mail address' }))
            .min(1)
            .max(50),
        ],
        { error: TO },
      )
      .describe(
        'payer: whoever made the payment, in words meant for them, at the address the provider or the evidence names',
      ),
    merchants,
    events,
  })
  .superRefine(({ to, events: wanted = [] }, context) => {
    if (to !== 'payer') return;
    for (const [index, event] of wanted.entries()) {
      if (PAYER_EVENTS.some((allowed) => allowed === event)) continue;
      const message = `is nothing a payer is told: ${PAYER_EVENTS.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['events', index], message });
    }
  });

const SECRET = 'takes whsec_ and 24 to 64 bytes in base64';

const webhook = z.strictObject({
  name,
  channel: z.literal('webhook'),
  url: z
    .string()
    .max(2000)
    .refine(isPostable, { error: 'takes an address, https://…, without a user name, a password or a #' })
    .describe('Where it is posted to. https and public, unless RECOURSE_WEBHOOKS_ALLOW_PRIVATE is 1'),
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, { error: SECRET })
    .refine((text) => isLongEnough(text), { error: SECRET })
    .describe('Signs what is posted, as Standard Webhooks describes'),
  merchants,
  events,
});

/** The file that says who is told what. */
export const SubscriptionsFile = z.strictObject({
  subscriptions: z
    .array(z.discriminatedUnion('channel', [mail, webhook]))
    .max(500)
    .refine((list) => new Set(list.map((one) => one.name)).size === list.length, {
      error: 'takes each name once',
    })
    .describe('Who is told what, and by which channel'),
});

export type ConfiguredSubscription = z.output<typeof SubscriptionsFile>['subscriptions'][number];

/**
 * Reads who is told what.
 *
 * @throws SettingsFileError
 */
export function readSubscriptions(
  file: string,
  rules: { readonly allowPrivate: boolean },
): Promise<readonly ConfiguredSubscription[]> {
  return readSettingsFile('notifications file', file, (text) => parseSubscriptions(text, rules));
}

/**
 * Reads who is told what from YAML text.
 *
 * @throws SettingsFileError with one line for each fault
 */
export function parseSubscriptions(
  text: string,
  { allowPrivate }: { readonly allowPrivate: boolean },
): readonly ConfiguredSubscription[] {
  return parseSettings(allowPrivate ? SubscriptionsFile : PublicSubscriptionsFile, text).subscriptions;
}

/** The same where webhooks stay on the public side. */
const PublicSubscriptionsFile = SubscriptionsFile.superRefine(({ subscriptions }, context) => {
  for (const [index, subscription] of subscriptions.entries()) {
    if (subscription.channel !== 'webhook') continue;
    const url = new URL(subscription.url);
    const fault =
      url.protocol === 'https:'
        ? isPublicHost(url.hostname)
          ? null
          : 'is no public address'
        : 'takes an address with https';
    if (fault === null) continue;
    const message = `${fault}; RECOURSE_WEBHOOKS_ALLOW_PRIVATE=1 allows it`;
    context.addIssue({ code: 'custom', path: ['subscriptions', index, 'url'], message });
  }
});

/** The JSON Schema of the file, for editors. */
export function subscriptionsJsonSchema(): object {
  return { ...z.toJSONSchema(SubscriptionsFile, { io: 'input' }), title: 'Recourse notifications' };
}

function isPostable(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password + url.hash === '';
}

function isLongEnough(secret: string): boolean {
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64').length;
  return bytes >= 24 && bytes <= 64;
}
