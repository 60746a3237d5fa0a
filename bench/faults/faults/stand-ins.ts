import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../src/config.ts';
import { freePorts } from '../../../src/temporal/server/ports.ts';
import { openMailbox } from '../../../test/notify/mailbox.ts';
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
  const mailbox = await openMailbox();
  const [slackPort = 0, mailPort = 0] = await freePorts(2);
  const behind = new URL(slack.environment['SLACK_API_URL'] ?? '');
  const links = {
    slack: await startLink(slackPort, [Number(behind.port)]),
    mail: await startLink(mailPort, [Number(new URL(mailbox.url).port)]),
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
      await mailbox.close();
    },
  };
}
