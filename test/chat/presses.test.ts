import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseState } from '../../src/domain/case.ts';
import { instant, MINUTE, plus } from '../../src/domain/instant.ts';
import { NoWorkerError } from '../../src/temporal/gateway.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { disputeIn } from '../domain/builders.ts';
import type { SlackMessage } from '../stand-ins/slack-channel.ts';
import { CHANNEL_OF_BIZ_2, openChat, type TestChat } from './a-chat.ts';
import { actionsOf, wordsOf } from './looks.ts';

let chat: TestChat;
/** Slack's ids of people who have signed in. */
let ada: string;
let bob: string;
let rita: string;
let vera: string;

beforeAll(async () => {
  chat = await openChat();
  ada = await chat.addPerson('ada', 'approver');
  bob = await chat.addPerson('bob', 'approver');
  rita = await chat.addPerson('rita', 'responder');
  vera = await chat.addPerson('vera', 'viewer');
});
afterAll(() => chat.close());
beforeEach(() => chat.slack.forgetWhispers());
afterEach(() => {
  chat.slack.mend();
  chat.gateway.failure = null;
  chat.gateway.pause = null;
});

/** A case that waits for a decision and stands in the channel. */
async function aCase(changes?: Partial<DisputeReading>): Promise<{ id: string; message: SlackMessage }> {
  const id = await chat.openDispute(changes);
  await chat.tell(id);
  return { id, message: last() };
}

function last(): SlackMessage {
  const message = chat.slack.messages().at(-1);
  if (message === undefined) throw new Error('nothing stands in the channel');
  return message;
}

async function stateOf(id: string): Promise<CaseState> {
  const state = await chat.store.loadCase(id);
  if (state === null) throw new Error(`no case ${id}`);
  return state;
}

async function decisionOf(id: string) {
  return (await stateOf(id)).disputes[0]?.decision ?? null;
}

async function kindsOf(id: string): Promise<readonly string[]> {
  const { data } = await chat.store.timeline(id, { limit: 1000 });
  return data.map(({ kind }) => kind);
}

describe('a press', () => {
  test('decides as the person it is by, tells them, and shows everybody who decided', async () => {
    const { id } = await aCase();
    expect(await chat.slack.press({ user: ada, action: 'challenge' })).toMatchObject([{ status: 200 }]);
    expect(await decisionOf(id)).toMatchObject({
      kind: 'challenge',
      by: { type: 'person', id: 'ada', name: 'Ada', via: 'chat' },
      evidenceRevision: 0,
    });
    expect(chat.slack.told(ada)[0]).toMatch(/^Recorded: you decided to challenge\.\n.*usually needs/);
    expect(wordsOf(last())).toContain('Ada decided to challenge');
    expect(actionsOf(last())).toEqual(['open']);
  });

  test('decides in a case that was written down before there were proposals', async () => {
    const { id } = await aCase();
    await chat.change(id, (file) => {
      Reflect.deleteProperty(disputeIn(file), 'proposal');
    });
    await chat.slack.press({ user: ada, action: 'challenge' });
    expect(await decisionOf(id)).toMatchObject({ kind: 'challenge', by: { id: 'ada' } });
  });

  test('concedes, which Slack has asked about', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: ada, action: 'concede' });
    expect(await decisionOf(id)).toMatchObject({ kind: 'concede', by: { id: 'ada' } });
  });

  test('refunds an alert', async () => {
    const id = await chat.openAlert();
    await chat.change(id, ({ state }) => {
      state.paymentAmount = { amount: '49.00', currency: 'usd' };
    });
    await chat.tell(id);
    await chat.slack.press({ user: ada, action: 'refund' });
    expect(await decisionOf(id)).toMatchObject({ kind: 'refund', by: { id: 'ada' } });
    expect((await stateOf(id)).disputes[0]?.refunds).toHaveLength(1);
  });

  test('of the way to the page does nothing', async () => {
    const { id } = await aCase();
    expect(await chat.slack.press({ user: ada, action: 'open' })).toMatchObject([{ status: 200 }]);
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(ada)).toEqual([]);
  });

  test('twice, and each sent again by Slack, is one act', async () => {
    const { id } = await aCase();
    const answers = await chat.slack.press({ user: ada, action: 'challenge', times: 2, retries: 3 });
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await kindsOf(id)).filter((kind) => kind === 'decided')).toHaveLength(1);
    expect(new Set(chat.slack.told(ada).map((text) => text.split('\n')[0]))).toEqual(
      new Set(['Recorded: you decided to challenge.']),
    );
  });

  test('sent again later is the same act, and the answer is the same', async () => {
    const { id, message } = await aCase();
    await chat.slack.press({ user: ada, action: 'challenge', message });
    await chat.slack.press({ user: ada, action: 'challenge', message });
    const [first, second] = chat.slack.told(ada);
    expect(second).toBe(first);
    expect((await kindsOf(id)).filter((kind) => kind === 'decided')).toHaveLength(1);
  });

  test('by two people at once counts for the first, and the other learns who it was', async () => {
    const { id, message } = await aCase();
    await chat.slack.press({ user: ada, action: 'challenge', message });
    await chat.slack.press({ user: bob, action: 'concede', message });
    expect(await decisionOf(id)).toMatchObject({ kind: 'challenge', by: { id: 'ada' } });
    expect(chat.slack.told(bob)).toEqual([
      expect.stringMatching(/^Not done\. Ada had decided already to challenge, <!date/),
    ]);
  });

  test('on evidence that has changed since is refused, and the message is brought up to it', async () => {
    const { id, message } = await aCase();
    await chat.gateway.editEvidence(id, {
      fields: { notes: { sha256: 'ab'.repeat(32), chars: 5 } },
      by: { type: 'person', id: 'rita', via: 'page' },
    });
    await chat.slack.press({ user: ada, action: 'challenge', message });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(ada)).toEqual([expect.stringContaining('The evidence is at revision 1 by now')]);
    await chat.slack.press({ user: ada, action: 'challenge' });
    expect(await decisionOf(id)).toMatchObject({ kind: 'challenge', evidenceRevision: 1 });
  });

  test('after the deadline is refused with the reason', async () => {
    const { id, message } = await aCase();
    await chat.change(id, (file) => {
      Object.assign(disputeIn(file), { respondBy: '2020-01-01T00:00:00.000Z', editable: null });
      file.note(
        '2020-01-01T00:00:00.000Z',
        'changed',
        { type: 'provider', id: 'whop', via: 'read' },
        'Moved.',
      );
    });
    await chat.slack.press({ user: ada, action: 'challenge', message });
    expect(chat.slack.told(ada)).toEqual([expect.stringContaining('The deadline passed at 2020-01-01')]);
    expect(actionsOf(last())).toEqual(['open']);
  });

  test('on a case that goes on under another id says where', async () => {
    const { id, message } = await aCase();
    const other = await chat.openDispute();
    await chat.store.recordCase({ ...(await stateOf(id)), movedTo: other, nextSeq: 99 }, []);
    await chat.slack.press({ user: ada, action: 'challenge', message });
    expect(chat.slack.told(ada)).toEqual([`Not done. This case goes on as ${other}: decide there.`]);
  });

  test('after a decision that came to nothing is an act of its own', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: ada, action: 'challenge' });
    await chat.change(id, (file) => {
      const dispute = disputeIn(file);
      Object.assign(dispute, { decision: null, submission: null });
      file.attend(new Date().toISOString(), 'provider_refused', dispute, 'The provider refused it.');
    });
    await chat.tell(id);
    expect(wordsOf(last())).toContain('Needs attention:* The provider refused it.');
    await chat.slack.press({ user: ada, action: 'challenge' });
    expect(await decisionOf(id)).toMatchObject({ kind: 'challenge' });
  });
});

describe('a proposal', () => {
  test('of whoever may not decide is put before others, who approve it', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: rita, action: 'challenge' });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(rita)[0]).toContain('you propose to challenge');
    expect(wordsOf(last())).toContain('Rita proposes to challenge');
    await chat.slack.press({ user: ada, action: 'approve' });
    expect(await decisionOf(id)).toMatchObject({
      kind: 'challenge',
      by: { id: 'ada', via: 'chat' },
      proposedBy: { id: 'rita', via: 'chat' },
    });
    expect(wordsOf(last())).toContain('Ada decided to challenge*, as Rita had proposed');
  });

  test('above the upper limit is approved by another than its proposer', async () => {
    const { id } = await aCase({ amount: { amount: '100.01', currency: 'usd' } });
    await chat.slack.press({ user: ada, action: 'challenge' });
    await chat.slack.press({ user: ada, action: 'approve' });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(ada).at(-1)).toContain('You have proposed this already');
    await chat.slack.press({ user: bob, action: 'approve' });
    expect(await decisionOf(id)).toMatchObject({ by: { id: 'bob' }, proposedBy: { id: 'ada' } });
  });

  test('that was declined can be approved no more from an old view', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: rita, action: 'challenge' });
    const proposed = last();
    await chat.slack.press({ user: bob, action: 'decline' });
    expect((await stateOf(id)).disputes[0]?.proposal).toBeNull();
    expect(actionsOf(last())).toEqual(['challenge', 'concede', 'open']);
    await chat.slack.press({ user: ada, action: 'approve', message: proposed });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(ada)).toEqual([expect.stringContaining('That proposal is not there any more')]);
  });

  test('that is made anew while somebody declines the one before stays', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: rita, action: 'challenge' });
    const asEver = chat.gateway.withdraw.bind(chat.gateway);
    chat.gateway.withdraw = async (caseId, request) => {
      await chat.change(caseId, (file) => {
        const [dispute] = file.state.disputes;
        if (dispute?.proposal)
          dispute.proposal = { ...dispute.proposal, at: plus(dispute.proposal.at, MINUTE) };
      });
      await asEver(caseId, request);
    };
    await chat.slack.press({ user: bob, action: 'decline' });
    chat.gateway.withdraw = asEver;
    expect(chat.slack.told(bob)).toEqual([expect.stringContaining('It was proposed anew meanwhile')]);
    expect((await stateOf(id)).disputes[0]?.proposal).toMatchObject({ by: { id: 'rita' } });
  });

  test('made again after it was declined is an act of its own', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: rita, action: 'challenge' });
    await chat.slack.press({ user: bob, action: 'decline', times: 2 });
    await chat.slack.press({ user: rita, action: 'challenge' });
    expect((await stateOf(id)).disputes[0]?.proposal).toMatchObject({
      kind: 'challenge',
      by: { id: 'rita' },
    });
  });
});

describe('whoever may not', () => {
  test('nobody here: is told how to become known', async () => {
    const { id } = await aCase();
    chat.slack.addUser({ id: 'U0STRANGER', mail: 'stranger@desk.example' });
    await chat.slack.press({ user: 'U0STRANGER', action: 'challenge' });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told('U0STRANGER')).toEqual([expect.stringContaining('does not know who you are')]);
    expect(chat.slack.told('U0STRANGER')[0]).toContain('https://desk.example');
  });

  test.each([
    ['an address nobody has confirmed', { confirmed: false }],
    ['another workspace that says so', { team: 'T0OTHER' }],
  ])('%s makes nobody somebody', async (_case, changes) => {
    await chat.addPerson('carl', 'admin');
    chat.slack.addUser({ id: 'U0FALSE', mail: 'carl@desk.example', ...changes });
    const { id } = await aCase();
    await chat.slack.press({ user: 'U0FALSE', action: 'challenge' });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told('U0FALSE')).toEqual([expect.stringContaining('does not know who you are')]);
  });

  test('an operator may name people whose address does not tell', async () => {
    await chat.addPerson('nora', 'approver');
    const { id } = await aCase();
    await chat.slack.press({ user: 'U0NAMED', action: 'challenge' });
    expect(await decisionOf(id)).toMatchObject({ by: { id: 'nora' } });
  });

  test('somebody who has lost their groups, though the chat knew them', async () => {
    const user = await chat.addPerson('hal', 'approver');
    const { id } = await aCase();
    await chat.slack.press({ user, action: 'challenge' });
    expect(await decisionOf(id)).toMatchObject({ by: { id: 'hal' } });
    await chat.store.people.bar({ issuer: 'https://idp.example', subject: 'hal' }, instant(Date.now()));
    const { id: next } = await aCase();
    await chat.slack.press({ user, action: 'challenge' });
    expect(await decisionOf(next)).toBeNull();
    expect(chat.slack.told(user).at(-1)).toContain('does not know who you are');
  });

  test('a viewer', async () => {
    const { id } = await aCase();
    await chat.slack.press({ user: vera, action: 'challenge' });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(vera)).toEqual(['Not done. This needs the role responder; yours is viewer.']);
  });

  test("somebody of another merchant: cannot tell the case from one that isn't there", async () => {
    const user = await chat.addPerson('fay', 'admin', { merchantIds: ['biz_2'] });
    const { id, message } = await aCase();
    await chat.slack.press({ user, action: 'challenge', message });
    const nowhere = JSON.parse(JSON.stringify(message).replaceAll(id, 'whop:pay_nowhere'));
    await chat.slack.press({ user, action: 'challenge', message: nowhere });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(user)).toEqual(['There is no such case.', 'There is no such case.']);
  });

  test('somebody in another channel than the message stands in', async () => {
    const { id, message } = await aCase();
    await chat.slack.press({
      user: ada,
      action: 'challenge',
      message: { ...message, channel: CHANNEL_OF_BIZ_2 },
    });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(ada)).toEqual([expect.stringContaining('stands elsewhere')]);
    await chat.slack.press({ user: ada, action: 'challenge', message });
    expect(await decisionOf(id)).toMatchObject({ by: { id: 'ada' } });
  });

  test('somebody who has not signed in for a month', async () => {
    const user = await chat.addPerson('olga', 'admin', { daysAgo: 31 });
    const { id } = await aCase();
    await chat.slack.press({ user, action: 'challenge' });
    expect(await decisionOf(id)).toBeNull();
    expect(chat.slack.told(user)).toEqual([expect.stringContaining('not signed in for more than 30 days')]);
  });
});

describe('when something is slow or away', () => {
  test('no worker: whoever pressed is told to press again, which then is one act', async () => {
    const { id } = await aCase();
    chat.gateway.failure = new NoWorkerError('none');
    expect(await chat.slack.press({ user: ada, action: 'challenge' })).toMatchObject([{ status: 200 }]);
    expect(chat.slack.told(ada)).toEqual([expect.stringContaining('Press it again in a minute')]);
    chat.gateway.failure = null;
    await chat.slack.press({ user: ada, action: 'challenge' });
    expect(await decisionOf(id)).toMatchObject({ by: { id: 'ada' } });
  });

  test('an act that takes longer than Slack waits is finished all the same, and told when it is', async () => {
    const { id } = await aCase();
    const { promise, resolve } = Promise.withResolvers<void>();
    chat.gateway.pause = promise;
    const [answer] = await chat.slack.press({ user: ada, action: 'challenge' });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer?.took).toBeLessThan(3_000);
    expect(chat.slack.told(ada)).toEqual([]);
    resolve();
    await expect.poll(() => chat.slack.told(ada)).toEqual([expect.stringContaining('Recorded')]);
    expect(await decisionOf(id)).toMatchObject({ by: { id: 'ada' } });
  });

  test.each(['broken', 'hang'] as const)(
    'Slack (%s): what was pressed is done, and answered',
    async (kind) => {
      const { id } = await aCase();
      chat.slack.fail({ kind });
      const [answer] = await chat.slack.press({ user: ada, action: 'challenge' });
      expect(answer).toMatchObject({ status: 200 });
      expect(answer?.took).toBeLessThan(3_000);
      expect(await decisionOf(id)).toMatchObject({ by: { id: 'ada' } });
    },
  );
});
