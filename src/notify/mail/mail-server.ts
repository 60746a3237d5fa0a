import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { type Millis, SECOND } from '../../domain/instant.ts';
import { RetryLater, Undeliverable } from '../channel.ts';
import type { MailServerSettings } from '../settings.ts';
import { asHtml, asText, type MailWords } from './layout.ts';

const CONNECT_LIMIT: Millis = 10 * SECOND;
const SILENCE_LIMIT: Millis = 15 * SECOND;

/** One mail to one person. */
export interface Mail {
  readonly to: string;
  readonly words: MailWords;
  /** Without angle brackets; the same for the same mail, so that a reader's program can tell a second copy. */
  readonly messageId: string;
  /** What mails about the same thing have in common. */
  readonly thread: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where mail is handed in. */
export interface MailServer {
  /** The part after the @ of ids made here. */
  readonly domain: string;
  /** @throws RetryLater or Undeliverable, free of addresses */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
}

export function createMailServer({ url, from }: MailServerSettings): MailServer {
  const transport = createTransport({
    url,
    // A password is never sent in the clear, but to this machine itself.
    requireTLS: hasPassword(url),
    connectionTimeout: CONNECT_LIMIT,
    greetingTimeout: CONNECT_LIMIT,
    socketTimeout: SILENCE_LIMIT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    domain: from.address.slice(from.address.lastIndexOf('@') + 1),
    async send({ to, words, messageId, thread, headers }, signal) {
      const mail = {
        from,
        to: { name: '', address: to },
        subject: words.subject,
        text: asText(words),
        html: asHtml(words),
        messageId: `<${messageId}>`,
        references: `<${thread}>`,
        // RFC 3834: no out-of-office notes in answer to this.
        headers: { ...headers, 'Auto-Submitted': 'auto-generated' },
        signal,
      };
      await transport.sendMail(mail).catch(refused);
    },
  };
}

function hasPassword(address: string): boolean {
  const { protocol, password, hostname } = new URL(address);
  return (
    protocol === 'smtp:' && password !== '' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  );
}

const SmtpError = z.object({
  responseCode: z.int().optional().catch(undefined),
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,50}$/)
    .optional()
    .catch(undefined),
  command: z.string().optional().catch(undefined),
});

/** Only what is said of this recipient and this mail is final: what is said of us may be put right by whoever runs this. The server's own words may hold addresses. */
function refused(error: unknown): never {
  const { responseCode, code, command = '' } = SmtpError.safeParse(error).data ?? {};
  const isAboutMail = /^(?:RCPT TO|DATA)/.test(command);
  if (isAboutMail && responseCode !== undefined && responseCode >= 500)
    throw new Undeliverable(`The mail server refused it for good (${responseCode}).`, { cause: error });
  const why =
    responseCode === undefined
      ? `The mail server cannot be reached (${code ?? 'no answer'}).`
      : `The mail server did not take it (${responseCode}).`;
  throw new RetryLater(why, { cause: error });
}
