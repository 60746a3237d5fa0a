import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { applyDecision } from '../../src/domain/decisions.ts';
import { instant, plus } from '../../src/domain/instant.ts';
import { newsOfRefund } from '../../src/domain/news.ts';
import type { Refund } from '../../src/domain/refund.ts';
import { RetryLater } from '../../src/notify/channel.ts';
import { disputeIn } from '../domain/builders.ts';
import { aRefund, later } from '../store/a-refund.ts';
import { buttonsIn } from '../stand-ins/slack-blocks.ts';
import type { SlackMessage } from '../stand-ins/slack-channel.ts';
import { CHANNEL_OF_BIZ_2, openChat, type TestChat } from './a-chat.ts';
import { actionsOf, wordsOf } from './looks.ts';

let chat: TestChat;
beforeAll(async () => {
  chat = await openChat();
});
afterAll(() => chat.close());
afterEach(() => chat.slack.mend());

/** The messages of one case; there is never more than one. */
function messagesOf(id: string): readonly SlackMessage[] {
  return chat.slack.messages().filter(({ metadata }) => JSON.stringify(metadata).includes(`"${id}"`));
}

function messageOf(id: string): SlackMessage {
  const [message, ...more] = messagesOf(id);
  if (message === undefined || more.length > 0) throw new Error(`${id} has ${more.length} messages too many`);
  return message;
}

/** What the messages of a channel stand for. */
function marksIn(channel: string): string {
  return JSON.stringify(chat.slack.messages(channel).map(({ metadata }) => metadata));
}

/** How often a method of Slack's was called so far. */
function callsOf(method: string): number {
  return chat.slack.calls.filter((call) => call.method === method).length;
}

const now = () => instant(Date.now());

describe('a case that needs a person', () => {
  test('is put before people in one message: what it is about, until when, what happens by itself, and what can be done', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    const message = messageOf(id);
    const words = wordsOf(message);
    expect(words).toContain('Chargeback of 49.00 USD at Whop');
    expect(words).toContain('did not make or allow this payment');
    expect(words).toMatch(
      /Answer by \*<!date\^\d+\^\{date_short_pretty\} at \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>\*/,
    );
    expect(words).toMatch(/If nobody decides, nothing is sent: people are asked again, <!date/);
    expect(words).toContain('Payment pay_');
    expect(message.text).toBe('Chargeback of 49.00 USD at Whop: needs a decision');
    expect(actionsOf(message)).toEqual(['challenge', 'concede', 'open']);
  });

  test('says what conceding means before it lets anybody, and leads to its page', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    const buttons = buttonsIn(messageOf(id).blocks);
    const button = (action: string) => buttons.find(({ action_id }) => action_id === action);
    expect(button('challenge')?.confirm).toBeUndefined();
    expect(button('concede')?.confirm?.text.text).toContain('49.00 USD is lost for good');
    expect(button('open')?.url).toBe(`https://desk.example/cases/${id}`);
  });

  test('as an alert can be refunded, with the amount in the confirmation, and runs out by itself', async () => {
    const id = await chat.openAlert();
    await chat.tell(id);
    const message = messageOf(id);
    expect(actionsOf(message)).toEqual(['refund', 'open']);
    expect(JSON.stringify(message.blocks)).toContain('the alert names 49.00 USD');
    expect(wordsOf(message)).toMatch(/the alert runs out, <!date/);
  });

  test('keeps that one message for its whole life, which says who decided and what came of it, without buttons', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    const { ts } = messageOf(id);
    await chat.change(id, (file) =>
      applyDecision(file, disputeIn(file), {
        kind: 'challenge',
        by: { type: 'person', id: 'ada', name: 'Ada <3', via: 'page' },
        at: now(),
        note: 'private words about the customer',
        evidenceRevision: 0,
      }),
    );
    await chat.tell(id);
    expect(wordsOf(messageOf(id))).toMatch(/\*Ada &lt;3 decided to challenge\*, <!date/);
    expect(wordsOf(messageOf(id))).not.toContain('private');
    expect(actionsOf(messageOf(id))).toEqual(['open']);
    await chat.change(id, (file) => {
      const dispute = disputeIn(file);
      dispute.submission = { step: 'done', at: now(), by: 'us', evidenceHash: null };
      file.note(now(), 'submitted', { type: 'system', id: 'recourse', via: 'read' }, 'Submitted.', {
        dispute,
      });
    });
    await chat.tell(id);
    expect(wordsOf(messageOf(id))).toContain('The provider has it');
    await chat.change(id, (file) => {
      const dispute = disputeIn(file);
      Object.assign(dispute, { ruling: { outcome: 'won', at: now() }, status: 'won' });
      file.note(now(), 'ruled', { type: 'provider', id: 'whop', via: 'read' }, 'Won.', { dispute });
    });
    await chat.tell(id);
    expect(messageOf(id)).toMatchObject({ ts, text: 'Chargeback of 49.00 USD at Whop: won' });
    expect(wordsOf(messageOf(id))).toContain('Ruling: won');
    expect(chat.slack.thread(ts)).toEqual([]);
  });

  test('shows a proposal, who made it, and buttons to approve or decline it', async () => {
    const id = await chat.openDispute();
    await chat.gateway.decide(id, {
      decision: 'concede',
      confirm: 'concede',
      authority: 'propose',
      by: { type: 'person', id: 'rita', name: 'Rita', via: 'page' },
    });
    await chat.tell(id);
    expect(wordsOf(messageOf(id))).toContain('Rita proposes to concede');
    expect(actionsOf(messageOf(id))).toEqual(['approve', 'decline', 'open']);
    expect(JSON.stringify(messageOf(id).blocks)).toContain('lost for good');
  });
});

test('where something else is chosen to be said aloud, that alone is', async () => {
  const { channel } = chat.openDesk({ SLACK_EVENTS: 'dispute.ruled' }).subscriber;
  const id = await chat.openDispute();
  const [opened] = await chat.tell(id);
  if (opened === undefined) throw new Error('a dispute that opens is told');
  for (const event of ['dispute.reminder', 'dispute.ruled'] as const) {
    const news = { ...opened, event, id: `${id}#${event}`, summary: event, at: plus(opened.at, 1_000) };
    await channel.deliver(news, { attempt: 1, signal: new AbortController().signal });
  }
  expect(chat.slack.thread(messageOf(id).ts).map(({ text }) => text)).toEqual(['dispute.ruled']);
});

test('a case that never needed a person gets no message', async () => {
  const id = await chat.openDispute({ status: 'under_review', editable: false });
  expect((await chat.tell(id)).length).toBeGreaterThan(0);
  expect(messagesOf(id)).toEqual([]);
});

test('an alert that the card network has settled gets no message: nobody has to act', async () => {
  const id = await chat.openAlert({ settledByNetwork: true });
  expect((await chat.tell(id)).map(({ event }) => event)).toContain('dispute.opened');
  expect(messagesOf(id)).toEqual([]);
});

test('a case written down before there were proposals is shown like any other', async () => {
  const id = await chat.openDispute();
  await chat.change(id, (file) => {
    Reflect.deleteProperty(disputeIn(file), 'proposal');
  });
  await chat.tell(id);
  expect(actionsOf(messageOf(id))).toEqual(['challenge', 'concede', 'open']);
  await chat.change(id, (file) => {
    remind(file);
    Reflect.deleteProperty(disputeIn(file), 'proposal');
  });
  await chat.tell(id);
  expect(chat.slack.thread(messageOf(id).ts)).toHaveLength(1);
});

test.each([
  ['settled by the card network already', { settledByNetwork: true }],
  ['gone at the provider', { goneAt: '2026-11-02T12:00:00.000Z' }],
  ['under review', { status: 'under_review' }],
  ['over', { status: 'closed' }],
])('a message says when its dispute is %s', async (words, changes) => {
  const id = await chat.openDispute();
  await chat.tell(id);
  await chat.change(id, (file) => {
    const dispute = disputeIn(file);
    Object.assign(dispute, changes);
    file.note(now(), 'changed', { type: 'provider', id: 'whop', via: 'read' }, 'Changed.', { dispute });
  });
  await chat.desk.board.refreshCase(id);
  expect(wordsOf(messageOf(id))).toContain(`It is ${words}.`);
  expect(messageOf(id).text).toContain(words);
  expect(actionsOf(messageOf(id))).toEqual(['open']);
});

test('what a provider calls things cannot be read as markup', async () => {
  const id = await chat.openDispute({ stage: 'other', providerStage: '<!channel> & co' });
  await chat.tell(id);
  expect(wordsOf(messageOf(id))).toContain('&lt;!channel&gt; &amp; co');
});

describe('reminders and escalations', () => {
  test('stand in the thread of the message, once however often they are told, and are shown in the channel', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    await chat.change(id, remind);
    const news = await chat.tell(id);
    for (const item of news) await chat.deliver(item);
    const replies = chat.slack.thread(messageOf(id).ts);
    expect(replies.map(({ text, broadcast }) => [text, broadcast])).toEqual([
      ['No decision yet, and 24 hours left.', true],
    ]);
  });

  test('and so is another dispute that opens in a case people have seen', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    await chat.change(id, (file) => {
      const at = plus(file.state.updatedAt, 1_000);
      file.note(at, 'dispute_opened', { type: 'provider', id: 'whop', via: 'read' }, 'A dispute was opened.');
    });
    await chat.tell(id);
    expect(chat.slack.thread(messageOf(id).ts).map(({ text }) => text)).toEqual(['A dispute was opened.']);
  });

  test('that are told when everything is decided already are not said any more', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    await chat.change(id, (file) => {
      remind(file);
      applyDecision(file, disputeIn(file), {
        kind: 'challenge',
        by: { type: 'person', id: 'ada', via: 'page' },
        at: now(),
        note: null,
        evidenceRevision: 0,
      });
    });
    await chat.tell(id);
    expect(chat.slack.thread(messageOf(id).ts)).toEqual([]);
  });
});

describe('a proposal that is made where people have seen the case', () => {
  const rita = { type: 'person', id: 'rita', name: 'Rita <3', via: 'page' } as const;
  const propose = (id: string) =>
    chat.gateway.decide(id, { decision: 'challenge', authority: 'propose', by: rita });

  test('is said aloud to whoever may approve it, with what it is about, once however often it is told', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    await propose(id);
    const news = await chat.tell(id);
    for (const item of news) await chat.deliver(item);
    expect(chat.slack.thread(messageOf(id).ts).map(({ text, broadcast }) => [text, broadcast])).toEqual([
      ['Rita &lt;3 proposes to challenge: Chargeback of 49.00 USD at Whop.', true],
    ]);
  });

  test('is not said any more once it was declined; another one after it is', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    await propose(id);
    await chat.gateway.withdraw(id, { by: { ...rita, id: 'ada' }, authority: 'decide' });
    await chat.tell(id);
    expect(chat.slack.thread(messageOf(id).ts)).toEqual([]);
    await propose(id);
    await chat.gateway.withdraw(id, { by: { ...rita, id: 'ada' }, authority: 'decide' });
    await propose(id);
    expect((await chat.tell(id)).map(({ event }) => event)).toEqual(['dispute.proposed', 'dispute.proposed']);
    expect(chat.slack.thread(messageOf(id).ts)).toHaveLength(1);
  });
});

/** As the clock does when a day is left. */
function remind(file: CaseFile): void {
  const at = plus(file.state.updatedAt, 1_000);
  const clock = { type: 'system', id: 'recourse', via: 'timer' } as const;
  file.note(at, 'reminder', clock, 'No decision yet, and 24 hours left.', { dispute: disputeIn(file) });
}

describe('when Slack does not do as it is asked', () => {
  test('the answer to a post that was lost makes no second message', async () => {
    const id = await chat.openDispute();
    chat.slack.failNext('chat.postMessage', { kind: 'cut' });
    await expect(chat.tell(id)).rejects.toThrow(RetryLater);
    expect(messagesOf(id)).toHaveLength(1);
    await chat.tell(id);
    expect(messagesOf(id)).toHaveLength(1);
    await chat.desk.board.refreshCase(id);
    expect(messagesOf(id)).toHaveLength(1);
  });

  test('a reply whose attempt is over before Slack has said whether it stands there is left to the next attempt', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    await chat.change(id, remind);
    chat.slack.failNext('conversations.replies', { kind: 'late' });
    const [attempt, looks] = [new AbortController(), callsOf('conversations.replies')];
    const told = chat.tell(id, attempt.signal);
    const end = expect(told).rejects.toThrow(/abort/);
    await expect.poll(() => callsOf('conversations.replies')).toBe(looks + 1);
    attempt.abort();
    chat.slack.mend();
    await end;
    expect(chat.slack.thread(messageOf(id).ts)).toEqual([]);
    await chat.tell(id);
    expect(chat.slack.thread(messageOf(id).ts)).toHaveLength(1);
  });

  test('a post that was lost before Slack had it is made', async () => {
    const id = await chat.openDispute();
    chat.slack.failNext('chat.postMessage', { kind: 'broken' });
    await expect(chat.tell(id)).rejects.toThrow(RetryLater);
    expect(messagesOf(id)).toEqual([]);
    await chat.tell(id);
    expect(messagesOf(id)).toHaveLength(1);
  });

  test('429 is waited for as long as Slack asks', async () => {
    const id = await chat.openDispute();
    chat.slack.failNext('chat.postMessage', { kind: 'slow_down', after: 17 });
    await expect(chat.tell(id)).rejects.toMatchObject({ name: 'RetryLater', after: 17_000 });
    await chat.tell(id);
    expect(messagesOf(id)).toHaveLength(1);
  });

  test.each(['channel_not_found', 'invalid_auth', 'not_in_channel'])(
    '%s is told to operators, and nothing is lost',
    async (word) => {
      const id = await chat.openDispute();
      chat.slack.fail({ kind: 'refuse', word });
      await expect(chat.tell(id)).rejects.toThrow(new RetryLater(`Slack refused: ${word}.`));
      chat.slack.mend();
      await chat.tell(id);
      expect(messagesOf(id)).toHaveLength(1);
    },
  );

  test('after an outage a message shows how things stand by then', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    chat.slack.fail({ kind: 'broken' });
    await chat.gateway.decide(id, { decision: 'challenge', by: { type: 'person', id: 'ada', via: 'page' } });
    await expect(chat.tell(id)).rejects.toThrow(RetryLater);
    chat.slack.mend();
    await chat.tell(id);
    expect(wordsOf(messageOf(id))).toContain('ada decided to challenge');
  });

  test('a message that somebody deleted is posted anew while the case needs a person', async () => {
    const id = await chat.openDispute();
    await chat.tell(id);
    chat.slack.delete(messageOf(id).ts);
    await chat.gateway.decide(id, {
      decision: 'challenge',
      authority: 'propose',
      by: { type: 'person', id: 'rita', via: 'page' },
    });
    await chat.tell(id);
    expect(actionsOf(messageOf(id))).toEqual(['approve', 'decline', 'open']);
  });
});

test('a case that goes on under another id takes its message along', async () => {
  const [from, to] = [await chat.openDispute(), await chat.openDispute()];
  await chat.tell(from);
  const { ts } = messageOf(from);
  await chat.change(from, ({ state }) => {
    state.movedTo = to;
  });
  await chat.tell(to);
  expect(messagesOf(from)).toEqual([]);
  expect(messageOf(to)).toMatchObject({ ts });
});

test('one that had a message of its own keeps it, and the other says where the case goes on', async () => {
  const [from, to] = [await chat.openDispute(), await chat.openDispute()];
  await chat.tell(from);
  await chat.tell(to);
  await chat.change(from, ({ state }) => {
    state.movedTo = to;
    state.nextSeq += 1;
  });
  await chat.desk.board.refreshCase(from);
  expect(wordsOf(messageOf(from))).toBe(`The payment became known: this case goes on as ${to}.`);
  expect(actionsOf(messageOf(from))).toEqual([]);
  expect(actionsOf(messageOf(to))).toContain('challenge');
});

test('messages are kept up in the background until told to stop, whatever Slack does meanwhile', async () => {
  const id = await chat.openDispute();
  await chat.tell(id);
  const stop = new AbortController();
  chat.slack.failNext('chat.update', { kind: 'slow_down', after: 0 });
  await chat.change(id, (file) => {
    file.attend(now(), 'document_expired', disputeIn(file), 'A document expired.');
  });
  const ended = chat.desk.keepUp(stop.signal);
  await expect.poll(() => wordsOf(messageOf(id))).toContain('A document expired.');
  stop.abort();
  await ended;
});

test('what nobody is told of, such as evidence that changed, is caught up with', async () => {
  const id = await chat.openDispute();
  await chat.tell(id);
  expect(await chat.store.chat.behind(10)).not.toContain(id);
  const before = messageOf(id);
  await chat.gateway.editEvidence(id, {
    fields: { notes: { sha256: 'ab'.repeat(32), chars: 5 } },
    by: { type: 'person', id: 'rita', via: 'page' },
  });
  expect(await chat.store.chat.behind(10)).toContain(id);
  await chat.desk.board.refreshCase(id);
  expect(await chat.store.chat.behind(10)).not.toContain(id);
  expect(JSON.stringify(before.blocks)).toContain(String.raw`\"revision\":0`);
  expect(JSON.stringify(messageOf(id).blocks)).toContain(String.raw`\"revision\":1`);
});

describe('a merchant with a channel of its own', () => {
  test('has its cases there and nowhere else, with what is said about them', async () => {
    const id = await chat.openDispute({ merchantId: 'biz_2' });
    await chat.tell(id);
    await chat.change(id, remind);
    await chat.tell(id);
    expect(messagesOf(id)).toEqual([]);
    expect(marksIn(CHANNEL_OF_BIZ_2)).toContain(`"${id}"`);
    const [message] = chat.slack.messages(CHANNEL_OF_BIZ_2);
    expect(chat.slack.thread(message?.ts ?? '', CHANNEL_OF_BIZ_2)).toHaveLength(1);
  });

  test('has its refunds there', async () => {
    const refund = { ...needy('k4', 'pay_of_biz_2'), merchantId: 'biz_2' };
    await chat.store.recordRefund(refund);
    for (const item of newsOfRefund(refund)) await chat.deliver(item);
    expect(marksIn(chat.slack.channel)).not.toContain(refund.id);
    expect(marksIn(CHANNEL_OF_BIZ_2)).toContain(refund.id);
  });

  test('that was not known when a case was put before people leaves it where it stands', async () => {
    const id = await chat.openDispute({ merchantId: null });
    await chat.tell(id);
    await chat.change(id, (file) => {
      file.state.merchantId = 'biz_2';
      remind(file);
    });
    await chat.tell(id);
    expect(wordsOf(messageOf(id))).toContain('biz_2');
    expect(chat.slack.thread(messageOf(id).ts)).toHaveLength(1);
    expect(marksIn(CHANNEL_OF_BIZ_2)).not.toContain(`"${id}"`);
  });

  test('that becomes known while the answer to a post is lost makes no second message', async () => {
    const id = await chat.openDispute({ merchantId: null });
    chat.slack.failNext('chat.postMessage', { kind: 'cut' });
    await expect(chat.tell(id)).rejects.toThrow(RetryLater);
    await chat.change(id, ({ state }) => {
      state.merchantId = 'biz_2';
    });
    await chat.tell(id);
    expect(wordsOf(messageOf(id))).toContain('biz_2');
    expect(marksIn(CHANNEL_OF_BIZ_2)).not.toContain(`"${id}"`);
  });
});

/** A refund of which nobody can tell whether it was made. */
function needy(key: string, paymentId: string): Refund {
  const attention = {
    reason: 'Two refunds look like ours.',
    since: now(),
    settleable: true,
    before: null,
    after: null,
  };
  return aRefund(key, { status: 'needs_attention', merchantId: 'biz_1', attention }, paymentId);
}

describe('a refund that needs attention', () => {
  test('is told in the thread of its case, once', async () => {
    const id = await chat.openAlert();
    await chat.tell(id);
    const refund = needy('k1', id.replace('whop:', ''));
    await chat.store.recordRefund(refund);
    for (const item of [...newsOfRefund(refund), ...newsOfRefund(refund)]) await chat.deliver(item);
    expect(chat.slack.thread(messageOf(id).ts).map(({ text }) => text)).toEqual([
      'Two refunds look like ours.',
    ]);
  });

  test('has a message of its own where no case has one, which says how it ended', async () => {
    const refund = needy('k2', 'pay_alone');
    await chat.store.recordRefund(refund);
    for (const item of newsOfRefund(refund)) await chat.deliver(item);
    const find = () => chat.slack.messages().filter(({ text }) => text.startsWith('Refund of'));
    expect(find().map(({ text }) => text)).toEqual([
      'Refund of 10.43 USD at Whop: needs attention: Two refunds look like ours.',
    ]);
    const settled = later(refund, 60, { status: 'succeeded', attention: null });
    await chat.store.recordRefund(settled);
    for (const item of newsOfRefund(settled)) await chat.deliver(item);
    expect(find().map(({ text }) => text)).toEqual(['Refund of 10.43 USD at Whop: succeeded']);
  });

  test('one that went as it should needs no message', async () => {
    const count = chat.slack.messages().length;
    const refund = aRefund('k3', { status: 'succeeded' }, 'pay_smooth');
    await chat.store.recordRefund(refund);
    for (const item of newsOfRefund(refund)) await chat.deliver(item);
    expect(chat.slack.messages()).toHaveLength(count);
  });
});
