import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxControl } from '../setup/sandbox-control.ts';
import { startSlack } from '../stand-ins/slack.ts';
import { ask, ownSettings, run, type Running, untilRunning } from '../start/running.ts';

const READY = { tries: 300, pause: 200 };

/** Everything `npm start` runs, with a workspace at Slack beside it. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Starts it, with no disputes yet.
 *
 * @param slackPeople - Slack user ids by the names people sign in with
 */
export async function startStack(slackPeople: Readonly<Record<string, string>>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'recourse-pages-'));
  const slack = await startSlack();
  const own = await ownSettings(dataDir);
  const people = Object.entries(slackPeople).map(([name, user]) => `${user}=${name}`);
  const settings = { ...own, ...slack.environment, SLACK_PEOPLE: people.join(',') };
  const running = run('src/main.ts', ['start', '--no-demo'], settings);
  await untilRunning(running);
  const origin = `http://127.0.0.1:${own.PORT}`;
  slack.sendPressesTo(`${origin}/slack/interactions`);
  return {
    origin,
    slack,
    ...sandboxControl(addressIn(running, /Sandbox\s+(\S+)/)),
    /** Asks the API as an administrator's program. */
    ask: (path: string, request: Parameters<typeof ask>[3] = {}) => ask(dataDir, own.PORT, path, request),
    /** A link that lets one browser in, once. */
    async link(name: string, role: string, merchant?: string): Promise<string> {
      const args = ['link', '--name', name, '--role', role, ...(merchant ? ['--merchant', merchant] : [])];
      const made = run('src/main.ts', args, settings);
      if ((await made.ended) !== 0) throw new Error(made.output());
      return made.output().trim();
    },
    /** Waits until a case is there, and answers with it. */
    async caseOf(provider: string, paymentId: string) {
      const path = `/api/v1/disputes/${provider}:${paymentId}`;
      for (let tries = READY.tries; tries > 0; tries -= 1) {
        const answer = await ask(dataDir, own.PORT, path);
        const found: unknown = await answer.json();
        if (answer.ok && isRead(found)) return found;
        await new Promise((resolve) => setTimeout(resolve, READY.pause));
      }
      throw new Error(`${path} did not come up`);
    },
    async close(): Promise<void> {
      running.kill('SIGTERM');
      await running.ended;
      await slack[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface ReadCase {
  readonly id: string;
  readonly disputes: readonly { readonly id: string; readonly evidence: { readonly revision: number } }[];
}

/** Its draft begins when the provider was read; a page opened before would see it change under the first word. */
function isRead(found: unknown): found is ReadCase {
  const disputes: unknown = Reflect.get(Object(found), 'disputes');
  return Array.isArray(disputes) && disputes.length > 0;
}

function addressIn(running: Running, line: RegExp): string {
  const address = line.exec(running.output())?.[1];
  if (address === undefined) throw new Error(`no ${line} in ${running.output()}`);
  return address;
}
