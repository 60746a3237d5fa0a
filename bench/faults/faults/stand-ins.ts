import { writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { Environment } from '../../../src/config.ts';
import { freePorts } from '../../../src/temporal/server/ports.ts';
import { startSlack } from '../../../test/stand-ins/slack.ts';
import { type Link, startLink } from '../../cluster/link.ts';

/** Slack and a mail server, each behind a piece of network that can be cut. */
export interface StandIns {
  /** What sets Recourse up with them. */
  readonly settings: Environment;
  readonly slack: Link;
  readonly mail: Link;
  close(): Promise<void>;
}

const SUBSCRIPTIONS = `
subscriptions:
  - { name: desk, channel: mail, to: [desk@shop.example], events: [dispute.opened] }
`;

/** @param folder - for the file that says who is told what */
export async function startStandIns(folder: string): Promise<StandIns> {
  const slack = await startSlack();
  const [slackPort = 0, mailPort = 0, serverPort = 0] = await freePorts(3);
  const mailServer = startMailServer(serverPort);
  const behind = new URL(slack.environment['SLACK_API_URL'] ?? '');
  const links = {
    slack: await startLink(slackPort, [Number(behind.port)]),
    mail: await startLink(mailPort, [serverPort]),
  };
  const file = join(folder, 'notifications.yaml');
  await writeFile(file, SUBSCRIPTIONS);
  behind.port = String(slackPort);
  return {
    ...links,
    settings: {
      ...slack.environment,
      SLACK_API_URL: behind.href,
      SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
      MAIL_FROM: 'Disputes <disputes@shop.example>',
      RECOURSE_NOTIFICATIONS: file,
    },
    async close() {
      await Promise.all([links.slack.close(), links.mail.close()]);
      await slack[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => mailServer.close(resolve));
    },
  };
}

/** Takes every mail; one that breaks off is for its sender to send again. */
function startMailServer(port: number): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      finished(stream.resume()).then(() => done(), done);
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  return server;
}
