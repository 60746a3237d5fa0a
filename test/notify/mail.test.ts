import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseState, Dispute } from '../../src/domain/case.ts';
import { instant, MINUTE, plus } from '../../src/domain/instant.ts';
import { type News, NEWS_EVENTS } from '../../src/domain/news.ts';
import { Deliverer } from '../../src/notify/deliverer.ts';
import { linksUnder } from '../../src/notify/links.ts';
import { createPayerChannel, createPeopleChannel } from '../../src/notify/mail/mail-channel.ts';
import { createMailServer } from '../../src/notify/mail/mail-server.ts';
import type { Store } from '../../src/store/store.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { aRefund } from '../store/a-refund.ts';
import { openMailbox, type Arrived, type Mailbox } from './mailbox.ts';
import { someNews } from './some-news.ts';

let mailbox: Mailbox;
let store: Store;
beforeAll(async () => {
  [mailbox, store] = await Promise.all([openMailbox(), openTemporaryStore()]);
});
beforeEach(() => {
  mailbox.arrived.length = 0;
  mailbox.refuses.clear();
});
afterAll(() => Promise.all([mailbox.close(), store.close()]));

describe('a mail to people', () => {
  test('says what happened, about how much, until when in UTC, and where to go', async () => {
    await store.recordCase(aCase('pay_1'), []);
    await tellPeople(
      someNews({ event: 'dispute.reminder', summary: 'The answer is due in 24 hours.', at: NOON }),
    );
    const { mail, from, to } = arrivedOne();
    expect([from, to]).toEqual(['desk@recourse.example', ['ann@shop.example']]);
    expect(mail.from).toMatchObject({ name: 'Dispute desk', address: 'desk@recourse.example' });
    expect(mail.subject).toBe('A dispute waits for its answer: 49.00 USD, pay_1');
    for (const part of [mail.text, plain(mail.html)]) {
      expect(part).toContain('The answer is due in 24 hours.');
      expect(part).toMatch(/Amount\s+49\.00 USD/);
      expect(part).toMatch(/Answer by\s+1 December 2026 at 00:00 UTC/);
      expect(part).toMatch(/Payment\s+pay_1/);
      expect(part).toContain('subscription ops');
    }
    expect(mail.text).toContain('Open the case:\nhttps://desk.example/cases/whop%3Apay_1\n');
    expect(mail.html).toContain('href="https://desk.example/cases/whop%3Apay_1"');
  });

  test('can be told from its own copy, and says what it is', async () => {
    await store.recordCase(aCase('pay_1'), []);
    const news = someNews();
    await tellPeople(news);
    await tellPeople(news);
    await tellPeople(someNews({ id: 'whop:pay_1#8' }));
    await tellPeople(news, { name: 'crm' });
    const ids = mailbox.arrived.map(({ mail }) => mail.messageId);
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@recourse\.example>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
    expect(header(mailbox.arrived[0], 'x-recourse-event-id')).toBe('whop:pay_1#7');
    expect(header(mailbox.arrived[0], 'auto-submitted')).toBe('auto-generated');
    const threads = mailbox.arrived.map((one) => header(one, 'references'));
    expect(threads[2]).toBe(threads[0]);
  });

  test.each([...NEWS_EVENTS])('has words for %s, with and without what it is about', async (event) => {
    await store.recordCase(aCase('pay_1'), []);
    await store.recordRefund(aRefund('k', { status: 'succeeded', caseId: 'whop:pay_1' }));
    const refundId = event.startsWith('refund.') ? aRefund('k').id : null;
    await tellPeople(someNews({ event, refundId }));
    await tellPeople(
      someNews({ event, caseId: null, paymentId: null, disputeId: null, refundId: refundId && 'none' }),
    );
    const subjects = mailbox.arrived.map(({ mail }) => mail.subject ?? '');
    expect(subjects[0]).toMatch(/^[A-Z][\w ]+: \d+\.\d\d USD, pay_1$/);
    expect(subjects[1]).toMatch(/^[A-Z][\w ]+$/);
    expect(mailbox.arrived[1]?.mail.text).not.toMatch(/null|undefined/);
  });

  test('carries nothing on that was put into ids or words: no header, no markup', async () => {
    const evil = 'pay\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>&"';
    await store.recordCase(aCase(evil), []);
    await tellPeople(
      someNews({
        id: `whop:${evil}#1`,
        paymentId: evil,
        caseId: `whop:${evil}`,
        disputeId: evil,
        summary: `It says <b>"${evil}"</b>\r\n.\r\nQUIT`,
      }),
    );
    const { mail, raw, to } = arrivedOne();
    expect(to).toEqual(['ann@shop.example']);
    expect(mail.bcc ?? []).toEqual([]);
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(headers).not.toMatch(/^bcc:/im);
    expect(mail.html).not.toMatch(/<script|<b>/);
    expect(mail.html).toContain('&lt;script&gt;');
    expect(mail.text).toContain('QUIT');
  });

  test('goes on to the case it was handed over to', async () => {
    await store.recordCase({ ...aCase('dispute.dp_9'), movedTo: 'whop:pay_9' }, []);
    await store.recordCase(aCase('pay_9', { amount: { amount: '7.00', currency: 'eur' } }), []);
    await tellPeople(someNews({ caseId: 'whop:dispute.dp_9', paymentId: null }));
    expect(arrivedOne().mail.subject).toContain('7.00 EUR');
  });
});

describe('a mail server', () => {
  test('that refuses a recipient for good has it dead, for a while has it tried again, and no address is shown', async () => {
    mailbox.refuses.set('ann@shop.example', 550);
    await expect(tellPeople(someNews())).rejects.toMatchObject({
      name: 'Undeliverable',
      message: 'The mail server refused it for good (550).',
    });
    mailbox.refuses.set('ann@shop.example', 451);
    await expect(tellPeople(someNews())).rejects.toMatchObject({
      name: 'RetryLater',
      message: 'The mail server did not take it (451).',
    });
  });

  test('that is down is waited for: the mail arrives once it is up, and once only', async () => {
    const down = await openMailbox();
    await down.close();
    await store.recordCase(aCase('pay_1'), [], [{ news: someNews(), subscriber: 'ops' }]);
    let now = instant(Date.now() + MINUTE);
    const channel = people({ url: down.url });
    const subscriber = {
      name: 'ops',
      kind: 'mail',
      events: NEWS_EVENTS,
      merchantIds: null,
      channel,
    } as const;
    const log = pino({ level: 'silent' });
    const deliverer = new Deliverer({
      outbox: store.outbox,
      subscribers: [subscriber],
      log,
      clock: () => now,
    });
    await deliverer.round();
    await deliverer.settled();
    const key = { newsId: someNews().id, subscriber: 'ops' };
    expect(await store.outbox.find(key)).toMatchObject({
      state: 'waiting',
      lastError: 'The mail server cannot be reached (ESOCKET).',
    });

    const up = await openMailbox(Number(new URL(down.url).port));
    now = plus(now, MINUTE);
    await deliverer.round();
    await deliverer.settled();
    expect(await deliverer.round()).toBe(0);
    expect(up.arrived).toHaveLength(1);
    expect(await store.outbox.find(key)).toMatchObject({ state: 'delivered' });
    await up.close();
  });

  test('that hangs is cut off when the attempt is over', async () => {
    const attempt = new AbortController();
    attempt.abort();
    await expect(tellPeople(someNews(), {}, attempt.signal)).rejects.toMatchObject({ name: 'RetryLater' });
    expect(mailbox.arrived).toEqual([]);
  });
});

describe('a mail to the payer', () => {
  test('goes to the address in the evidence, in words meant for a payer, without a way into the desk', async () => {
    await recordWithPayer('pay_1', {});
    await tellPayer(someNews({ event: 'dispute.opened', summary: 'Fraudulent, win chance low.' }));
    const { mail, to } = arrivedOne();
    expect(to).toEqual(['payer@example.org']);
    expect(mail.subject).toBe('Your payment is disputed: 49.00 USD');
    for (const part of [mail.text, plain(mail.html)]) {
      expect(part).toContain('You need not do anything now');
      expect(part).toMatch(/Payment\s+pay_1/);
      expect(part).not.toMatch(/Fraudulent|biz_1|desk\.example|dp_of/);
    }
  });

  test.each([
    ['won', 'Your dispute was decided: the payment stands: 49.00 USD'],
    ['lost', 'Your dispute was decided in your favour: 49.00 USD'],
    ['closed', 'Your dispute is closed: 49.00 USD'],
  ] as const)('tells of a ruling: %s', async (outcome, subject) => {
    await recordWithPayer(`pay_${outcome}`, { ruling: { outcome, at: NOON } });
    await tellPayer(
      someNews({
        event: 'dispute.ruled',
        caseId: `whop:pay_${outcome}`,
        disputeId: `dp_of_pay_${outcome}`,
      }),
    );
    expect(arrivedOne().mail.subject).toBe(subject);
  });

  test('tells of money that came back, with the reference for the bank, and of none that did not', async () => {
    await recordWithPayer('pay_1', {});
    const reference = { status: 'available', type: 'arn', value: '74208479' };
    const refund = aRefund('paid', { status: 'succeeded', caseId: 'whop:pay_1', reference });
    await store.recordRefund(refund);
    await store.recordRefund(aRefund('failed', { status: 'failed', caseId: 'whop:pay_1' }));
    await tellPayer(someNews({ event: 'refund.settled', refundId: refund.id, disputeId: null }));
    await expect(
      tellPayer(someNews({ event: 'refund.settled', refundId: aRefund('failed').id, disputeId: null })),
    ).rejects.toMatchObject({ name: 'NothingToTell' });
    const { mail } = arrivedOne();
    expect(mail.subject).toBe('Your refund is on its way: 10.43 USD');
    expect(mail.text).toMatch(/Reference for your bank\s+74208479/);
  });

  test('is not sent about an alert, which is no dispute of theirs yet', async () => {
    const state = aCase('pay_alert');
    const alert = { ...dispute(state), kind: 'alert' as const };
    await store.recordCase({ ...state, disputes: [alert] }, []);
    await expect(
      tellPayer(someNews({ event: 'dispute.opened', caseId: 'whop:pay_alert', disputeId: alert.id })),
    ).rejects.toMatchObject({ name: 'NothingToTell' });
    expect(mailbox.arrived).toEqual([]);
  });

  test.each(['', 'nobody', 'a@b.example, eve@evil.example', 'a@b.example\r\nBcc: eve@evil.example'])(
    'waits for an address it can use: %j is none',
    async (address) => {
      await recordWithPayer('pay_x', {}, address);
      await expect(
        tellPayer(someNews({ event: 'dispute.opened', caseId: 'whop:pay_x', disputeId: null })),
      ).rejects.toMatchObject({
        name: 'NotKnownYet',
        message: "The payer's mail address has not been read yet.",
      });
      expect(mailbox.arrived).toEqual([]);
    },
  );

  test('has nobody to go to once everything was read and no address is in it', async () => {
    const state = aCase('pay_y');
    const tell = () => tellPayer(someNews({ event: 'dispute.opened', caseId: state.id, disputeId: null }));
    await store.recordCase({ ...state, paymentEvidence: {} }, []);
    await expect(tell()).rejects.toMatchObject({ name: 'NotKnownYet' });
    const disputes = [{ ...dispute(state), held: { fields: {}, files: {} } }];
    await store.recordCase({ ...state, disputes, paymentEvidence: {} }, []);
    await expect(tell()).rejects.toMatchObject({
      name: 'NothingToTell',
      message: "Nobody to tell: no payer's mail address is known.",
    });
  });

  test("goes to the payment's own address rather than to one that was written into the evidence", async () => {
    await recordWithPayer('pay_z', {}, 'somebody@else.example');
    const state = await store.loadCase('whop:pay_z');
    const [ref] = await store.putTexts('whop:pay_z', ['payer@example.org']);
    if (state === null || ref === undefined) throw new Error('the case was recorded');
    await store.recordCase({ ...state, paymentEvidence: { customer_email_address: ref }, nextSeq: 9 }, []);
    await tellPayer(someNews({ event: 'dispute.opened', caseId: 'whop:pay_z', disputeId: null }));
    expect(arrivedOne().to).toEqual(['payer@example.org']);
  });
});

const FROM = { name: 'Dispute desk', address: 'desk@recourse.example' };

function people({ url = mailbox.url, name = 'ops/1f3a9c2e', to = 'ann@shop.example' } = {}) {
  const server = createMailServer({ url, from: FROM });
  const links = linksUnder('https://desk.example');
  return createPeopleChannel({ name, store, server, links, subscription: 'ops', to });
}

function tellPeople(
  news: News,
  options: Parameters<typeof people>[0] = {},
  signal = endless(),
): Promise<void> {
  return people(options).deliver(news, { attempt: 1, signal });
}

function tellPayer(news: News): Promise<void> {
  const server = createMailServer({ url: mailbox.url, from: FROM });
  return createPayerChannel({ name: 'payers', store, server }).deliver(news, {
    attempt: 1,
    signal: endless(),
  });
}

function endless(): AbortSignal {
  return new AbortController().signal;
}

async function recordWithPayer(
  paymentId: string,
  changes: Partial<Dispute>,
  address = 'payer@example.org',
): Promise<void> {
  const state = aCase(paymentId);
  const [ref] = await store.putTexts(state.id, [address]);
  const one = dispute(state);
  const fields = ref === undefined ? {} : { customer_email_address: ref };
  const disputes = [{ ...one, ...changes, draft: { ...one.draft, fields } }];
  await store.recordCase({ ...state, disputes }, []);
}

function dispute({ disputes: [one] }: CaseState): Dispute {
  if (one === undefined) throw new Error('the case has a dispute');
  return one;
}

function arrivedOne(): Arrived {
  const [one, ...others] = mailbox.arrived;
  if (one === undefined || others.length > 0) throw new Error(`${mailbox.arrived.length} mails arrived`);
  return one;
}

function header(arrived: Arrived | undefined, name: string): string | undefined {
  return arrived?.mail.headers.find(({ key }) => key === name)?.value;
}

/** HTML as it reads. */
function plain(markup = ''): string {
  return markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}
