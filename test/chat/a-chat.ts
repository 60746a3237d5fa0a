import { pino } from 'pino';
import { createChatDesk, type ChatDesk } from '../../src/chat/desk.ts';
import { readConfig } from '../../src/config.ts';
import { CaseFile, newCase } from '../../src/domain/case-file.ts';
import { DAY, instant, plus } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import type { WorkflowPolicy } from '../../src/domain/messages.ts';
import type { CaseId } from '../../src/domain/names.ts';
import { type News, newsOfCase } from '../../src/domain/news.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { AlertReading, DisputeReading } from '../../src/domain/provider.ts';
import type { Role } from '../../src/people/role.ts';
import type { Store } from '../../src/store/store.ts';
import { openApi, type TestApi } from '../api/an-api.ts';
import { type DeskGateway, deskGateway } from '../api/desk-gateway.ts';
import { alertReading, event, reading } from '../domain/builders.ts';
import { whopAt } from '../providers/whop/samples.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { type SlackStandIn, startSlack } from '../stand-ins/slack.ts';

/** Up to 100 usd one approver is enough; above it takes two. */
const POLICY: WorkflowPolicy = {
  ...BUILT_IN_POLICY,
  approvals: [{ currency: 'usd', responderUpTo: null, fourEyesAbove: '100.00' }],
};

/** Every other merchant's cases go to the channel of all. */
export const CHANNEL_OF_BIZ_2 = 'C0000002';

/** The chat on a real store and a real socket, with cases that act at once. */
export interface TestChat {
  readonly slack: SlackStandIn;
  readonly desk: ChatDesk;
  /** Another one about the same cases, in the same channels, with some settings of its own. */
  openDesk(more: Readonly<Record<string, string>>): ChatDesk;
  readonly store: Store;
  readonly gateway: DeskGateway;
  readonly api: TestApi;
  /** A case of one chargeback that waits for a decision for three days; its news is not told yet. */
  openDispute(changes?: Partial<DisputeReading>): Promise<CaseId>;
  openAlert(changes?: Partial<AlertReading>): Promise<CaseId>;
  /** Changes a case as its workflow would. */
  change(id: CaseId, how: (file: CaseFile) => void): Promise<void>;
  /** Tells the chat what has happened in a case since the last time, as the deliverer would. Answers with it. */
  tell(id: CaseId, signal?: AbortSignal): Promise<readonly News[]>;
  /** @param signal - ends the attempt, as the deliverer does when it lasts too long */
  deliver(news: News, signal?: AbortSignal): Promise<void>;
  /** Somebody of that role who has signed in, and whom Slack knows by the same address. */
  addPerson(
    id: string,
    role: Role,
    changes?: { readonly merchantIds?: readonly string[]; readonly daysAgo?: number },
  ): Promise<string>;
  close(): Promise<void>;
}

export async function openChat(): Promise<TestChat> {
  const [store, slack] = [await openTemporaryStore(), await startSlack('C0000001', CHANNEL_OF_BIZ_2)];
  const gateway = deskGateway(store, POLICY);
  function openDesk(more: Readonly<Record<string, string>> = {}): ChatDesk {
    const { slack: settings } = readConfig({
      ...slack.environment,
      SLACK_PEOPLE: 'U0NAMED=nora',
      SLACK_MERCHANT_CHANNELS: `biz_2=${CHANNEL_OF_BIZ_2}`,
      ...more,
    });
    if (settings === null) throw new Error('the stand-in sets the chat up');
    return createChatDesk({
      settings,
      store,
      gateway,
      providers: new Map([['whop', whopAt('http://127.0.0.1:9')]]),
      policy: POLICY,
      publicUrl: 'https://desk.example',
      log: pino({ level: 'silent' }),
    });
  }
  const desk = openDesk();
  const api = await openApi({ store, gateway, chat: desk });
  slack.sendPressesTo(`${api.url}/slack/interactions`);
  const told = new Map<CaseId, number>();
  let cases = 0;

  async function open(about: DisputeReading | AlertReading): Promise<CaseId> {
    const now = instant(Date.now());
    const id = `whop:${about.paymentId}`;
    const file = new CaseFile(newCase(id, 'whop', 'built-in', now), POLICY, CAPABILITIES.whop);
    takeEvent(file, event(about), now);
    await store.recordCase(file.state, file.unrecorded);
    return id;
  }
  async function change(id: CaseId, how: (file: CaseFile) => void): Promise<void> {
    const state = await store.loadCase(id);
    if (state === null) throw new Error('a case is opened before it changes');
    const file = new CaseFile(state, POLICY, CAPABILITIES.whop);
    how(file);
    await store.recordCase(file.state, file.unrecorded);
  }
  const deliver = (news: News, signal = new AbortController().signal): Promise<void> =>
    desk.subscriber.channel.deliver(news, { attempt: 1, signal });
  /** A payment of its own each time. */
  const fresh = () => {
    cases += 1;
    return { paymentId: `pay_${cases}`, createdAt: instant(Date.now()) };
  };
  return {
    slack,
    desk,
    openDesk,
    store,
    gateway,
    api,
    change,
    deliver,
    openDispute(changes) {
      const { paymentId, createdAt } = fresh();
      const respondBy = plus(createdAt, 3 * DAY);
      return open(reading({ id: `dp_of_${paymentId}`, paymentId, createdAt, respondBy, ...changes }));
    },
    openAlert(changes) {
      const { paymentId, createdAt } = fresh();
      return open(alertReading({ id: `alert_of_${paymentId}`, paymentId, createdAt, ...changes }));
    },
    async tell(id, signal) {
      const [state, { data }] = [await store.loadCase(id), await store.timeline(id, { limit: 1000 })];
      if (state === null) throw new Error('a case is opened before it is told of');
      const news = newsOfCase(
        state,
        data.filter(({ seq }) => seq > (told.get(id) ?? 0)),
      );
      for (const item of news) await deliver(item, signal);
      told.set(id, data.at(-1)?.seq ?? 0);
      return news;
    },
    async addPerson(id, role, { merchantIds, daysAgo = 0 } = {}) {
      const [mail, slackUser] = [`${id}@desk.example`, `U0${id.toUpperCase()}`];
      await store.people.signIn(
        {
          id,
          issuer: 'https://idp.example',
          subject: id,
          name: `${id[0]?.toUpperCase() ?? ''}${id.slice(1)}`,
          mail,
          mailVerified: true,
          role,
          merchantIds: merchantIds ?? null,
        },
        instant(Date.now() - daysAgo * DAY),
      );
      slack.addUser({ id: slackUser, mail: mail.toUpperCase() });
      return slackUser;
    },
    async close() {
      await api.close();
      await slack[Symbol.asyncDispose]();
    },
  };
}
