import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerAddress } from 'smtp-server';

/** A mail as its reader's program gets it. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: Email;
  readonly raw: string;
}

/** A real SMTP server on a port of this machine. */
export interface Mailbox {
  readonly url: string;
  readonly arrived: Arrived[];
  /** What it says to a recipient, by address: an SMTP code; takes whoever is not here. */
  readonly refuses: Map<string, number>;
  close(): Promise<void>;
}

/** @param port - a certain one, for a server that comes back */
export async function openMailbox(port = 0): Promise<Mailbox> {
  const arrived: Arrived[] = [];
  const refuses = new Map<string, number>();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const code = refuses.get(address);
      done(
        code === undefined ? null : Object.assign(new Error(`no ${address} here`), { responseCode: code }),
      );
    },
    async onData(stream, { envelope }, done) {
      const raw = await buffer(stream);
      const from = envelope.mailFrom === false ? '' : addressOf(envelope.mailFrom);
      arrived.push({
        from,
        to: envelope.rcptTo.map(addressOf),
        mail: await PostalMime.parse(raw),
        raw: raw.toString('utf8'),
      });
      done();
    },
  });
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on a port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    arrived,
    refuses,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function addressOf({ address }: SMTPServerAddress): string {
  return address;
}
