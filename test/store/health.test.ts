import { beforeEach, describe, expect, it } from 'vitest';
import type { Attention, CaseState } from '../../src/domain/case.ts';
import { DAY, HOUR, instant, millis, MINUTE } from '../../src/domain/instant.ts';
import type { News } from '../../src/domain/news.ts';
import { aCase, NOON } from './a-case.ts';
import { aRefund } from './a-refund.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  describe('signs of life', () => signSuite(fixture));
  describe('work at risk', () => workSuite(fixture));
});

function signSuite(fixture: Fixture): void {
  beforeEach(() => fixture.database.query('truncate webhooks_heard, webhooks_rejected, lists_read'));

  it('keep the last webhook of each provider, in whatever order it is told', async () => {
    const { signs } = fixture.store;
    await signs.heard('whop', after(MINUTE));
    await signs.heard('whop', NOON);
    await signs.heard('ccg', NOON);
    const heard = new Map([
      ['whop', after(MINUTE)],
      ['ccg', NOON],
    ]);
    expect(await signs.lastHeard()).toEqual(heard);
  });

  it('count refused webhooks by the hour, and forget those of before a week ago', async () => {
    const { signs } = fixture.store;
    const refused = { provider: 'whop', reason: 'bad_signature', count: 2 } as const;
    await signs.rejected({ ...refused, at: after(-8 * DAY) });
    await signs.rejected({ ...refused, at: NOON });
    await signs.rejected({ ...refused, at: after(59 * MINUTE) });
    await signs.rejected({ ...refused, reason: 'bad_format', at: after(MINUTE) });
    await signs.rejected({ ...refused, at: after(HOUR) });
    expect(await signs.rejections(after(HOUR))).toEqual([
      { ...refused, at: after(HOUR) },
      { ...refused, at: after(59 * MINUTE), count: 4 },
      { ...refused, reason: 'bad_format', at: after(MINUTE) },
    ]);
    expect(await fixture.database.query('select 1 from webhooks_rejected')).toHaveLength(3);
  });

  it('keep when each list was read, and why it was not, until it is read again', async () => {
    const { signs } = fixture.store;
    const whop = { provider: 'whop', readAt: null, error: null } as const;
    await signs.listFailed('whop', 'alert', 'No.');
    await signs.listRead('whop', 'dispute', NOON);
    await signs.listFailed('whop', 'dispute', 'Not now.');
    expect(await signs.listReads()).toEqual([
      { ...whop, list: 'alert', error: 'No.' },
      { ...whop, list: 'dispute', readAt: NOON, error: 'Not now.' },
    ]);
    await signs.listRead('whop', 'dispute', after(MINUTE));
    expect(await signs.listReads()).toContainEqual({ ...whop, list: 'dispute', readAt: after(MINUTE) });
  });
}

function workSuite(fixture: Fixture): void {
  it('is what keeps failing, longest first, until it fails no more or the case is over', async () => {
    const [one, other] = [stuck('a', after(HOUR)), stuck('b', NOON, { merchantId: 'biz_2' })];
    await record(fixture, [one, other, stuck('c', NOON, { open: false }), aCase('d')]);
    const { atRisk } = fixture.store;
    expect(await atRisk.failing(null)).toEqual([
      { caseId: 'whop:b', what: 'It cannot be read.', since: NOON },
      { caseId: 'whop:a', what: 'It cannot be read.', since: after(HOUR) },
    ]);
    expect(await atRisk.failing(['biz_2'])).toMatchObject([{ caseId: 'whop:b' }]);
    expect(await atRisk.failing([])).toEqual([]);
    await record(fixture, [{ ...one, attention: [], nextSeq: 9 }]);
    expect(await atRisk.failing(null)).toMatchObject([{ caseId: 'whop:b' }]);
  });

  it('is what can be answered and is overdue or due within a day, soonest first', async () => {
    await record(fixture, [
      aCase('today', { respondBy: after(DAY - MINUTE) }),
      aCase('tomorrow', { respondBy: after(DAY) }),
      aCase('overdue', { respondBy: after(-MINUTE) }, { merchantId: 'biz_2' }),
      aCase('answered', { respondBy: after(HOUR), status: 'under_review' }),
      decided(aCase('decided', { respondBy: after(-HOUR) }), 'challenge'),
      decided(aCase('conceded', { respondBy: after(HOUR) }), 'concede'),
    ]);
    const { atRisk } = fixture.store;
    const due = await atRisk.due(null, NOON);
    expect(due.map(({ state, decided: isDecided }) => [state.id, isDecided])).toEqual([
      ['whop:decided', true],
      ['whop:overdue', false],
      ['whop:today', false],
    ]);
    expect(await atRisk.due(['biz_2'], NOON)).toMatchObject([{ respondBy: after(-MINUTE) }]);
    expect(await atRisk.undecided(null, NOON)).toEqual({ overdue: 1, soon: 1 });
    expect(await atRisk.undecided(['biz_1'], NOON)).toEqual({ overdue: 0, soon: 1 });
  });

  it('is counted in full, however much more is overdue than anybody looks through', async () => {
    const overdue = Array.from({ length: 51 }, (_, index) =>
      aCase(`old_${index}`, { respondBy: after(-HOUR) }),
    );
    await record(fixture, [...overdue, aCase('soon', { respondBy: after(HOUR) })]);
    const { atRisk } = fixture.store;
    expect(await atRisk.due(null, NOON)).toHaveLength(50);
    expect(await atRisk.undecided(null, NOON)).toEqual({ overdue: 51, soon: 1 });
  });

  it('is refunds that a person must see to, and those whose calls keep failing', async () => {
    const attention = { reason: 'It is refused.', since: NOON, settleable: false, before: null, after: null };
    const refunds = [
      aRefund('waits', { merchantId: 'biz_1', attention }),
      aRefund('doubt', { merchantId: 'biz_2', status: 'needs_attention' }),
      aRefund('well', { merchantId: 'biz_1' }),
    ];
    for (const refund of refunds) await fixture.store.recordRefund(refund);
    const { atRisk } = fixture.store;
    const waits = { refundId: 'whop:pay_1:waits', caseId: null, what: 'It is refused.', since: NOON };
    expect(await atRisk.failingRefunds(['biz_1'])).toEqual([waits]);
    expect(await atRisk.failingRefunds(null)).toMatchObject([{ refundId: 'whop:pay_1:doubt' }, waits]);
  });

  it('is news that waits or was given up, and how much of it within a day', async () => {
    const posts = ['waits', 'dead', 'long_dead', 'foreign'].map((id) => ({
      news: news(id),
      subscriber: 's',
    }));
    await fixture.store.recordCase(aCase('a'), [], posts);
    const give = (id: string, state: string, at: string) =>
      fixture.database.query('update posts set state = $2, next_at = $3 where news_id = $1', [id, state, at]);
    await give('dead', 'dead', after(-HOUR));
    await give('long_dead', 'dead', after(-2 * DAY));
    const { atRisk } = fixture.store;
    expect(await atRisk.deliveries(null, NOON)).toEqual({ waiting: 2, dead: 2, diedLately: 1 });
    expect(await atRisk.deliveries(['biz_2'], NOON)).toEqual({ waiting: 1, dead: 0, diedLately: 0 });
  });
}

function after(ms: number): string {
  return instant(millis(NOON) + ms);
}

function stuck(paymentId: string, since: string, changes: Partial<CaseState> = {}): CaseState {
  const reason = 'It cannot be read.';
  const unreadable: Attention = { kind: 'provider_unreadable', disputeId: null, reason, since };
  const missed: Attention = { kind: 'deadline_missed', disputeId: null, reason: 'Missed.', since: NOON };
  return aCase(paymentId, {}, { merchantId: 'biz_1', attention: [missed, unreadable], ...changes });
}

function decided(state: CaseState, kind: 'challenge' | 'concede'): CaseState {
  const by = { type: 'person', id: 'ann', via: 'api' } as const;
  const decision = { kind, by, at: NOON, note: null, evidenceRevision: 0 };
  return { ...state, disputes: state.disputes.map((dispute) => ({ ...dispute, decision })) };
}

function news(id: string): News {
  const none = { paymentId: null, caseId: null, disputeId: null, refundId: null };
  const merchantId = id === 'foreign' ? 'biz_2' : 'biz_1';
  return { id, event: 'dispute.opened', summary: 'New.', at: NOON, provider: 'whop', merchantId, ...none };
}

async function record({ store }: Fixture, states: readonly CaseState[]): Promise<void> {
  for (const state of states) await store.recordCase(state, []);
}
