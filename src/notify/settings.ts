import { resolve } from 'node:path';
import { z } from 'zod';
import { text } from '../setting.ts';
import { type MailFrom, parseMailFrom } from './mail/address.ts';

/** Where mail is handed in, and in whose name. */
export interface MailServerSettings {
  /** `smtp[s]://user:password@host:port` */
  readonly url: string;
  readonly from: MailFrom;
}

/** How people and programs are told. */
export interface NotifySettings {
  /** Absolute path of the file that says who is told what; null where nobody is. */
  readonly file: string | null;
  readonly mailServer: MailServerSettings | null;
  /** Webhooks may go to private addresses, and unencrypted. */
  readonly allowPrivate: boolean;
}

const TAKES = {
  SMTP_URL: 'the address of a mail server, smtp://user:password@host:587 or smtps://…',
  MAIL_FROM: 'the address mail comes from, such as Disputes <disputes@shop.example>',
} as const;

/** The variables notifications are set up with. */
export const NOTIFY_VARIABLES = {
  RECOURSE_NOTIFICATIONS: text('the path of a file that says who is told what'),
  RECOURSE_WEBHOOKS_ALLOW_PRIVATE: text('1 or 0', (value) => value === '1' || value === '0'),
  SMTP_URL: text(TAKES.SMTP_URL, isMailServer),
  MAIL_FROM: text(TAKES.MAIL_FROM, (value) => parseMailFrom(value) !== null),
};

const Variables = z.object(NOTIFY_VARIABLES);
type Variables = z.output<typeof Variables>;

export function notifySettings(values: Variables, context: z.RefinementCtx): NotifySettings {
  const { RECOURSE_NOTIFICATIONS: file, RECOURSE_WEBHOOKS_ALLOW_PRIVATE: allowPrivate } = values;
  return {
    file: file === undefined ? null : resolve(file),
    mailServer: mailServer(values, context),
    allowPrivate: allowPrivate === '1',
  };
}

function mailServer(
  { SMTP_URL: url, MAIL_FROM: sender }: Variables,
  context: z.RefinementCtx,
): MailServerSettings | null {
  const from = sender === undefined ? null : parseMailFrom(sender);
  if (url !== undefined && from !== null) return { url, from };
  if (url !== undefined) refuse('MAIL_FROM', 'SMTP_URL', context);
  if (from !== null) refuse('SMTP_URL', 'MAIL_FROM', context);
  return null;
}

function refuse(missing: keyof typeof TAKES, present: string, context: z.RefinementCtx): void {
  const message = `is missing: it takes ${TAKES[missing]}, and is needed because ${present} is set`;
  context.addIssue({ code: 'custom', path: [missing], message });
}

function isMailServer(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}
