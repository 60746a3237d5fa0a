import { beforeEach, describe, expect, test } from 'vitest';
import { NOON, aCase } from './a-case.ts';
import { onEachDatabase } from './each-database.ts';

const PLACE = { channel: 'C1', ts: '1700000000.000100' };
const LATER = '2026-11-01T13:00:00.000Z';

onEachDatabase((fixture) => {
  beforeEach(async () => {
    await fixture.database.query('truncate chat_messages');
  });

  test('a message is written down before it is posted, and since when it may be there', async () => {
    const { chat } = fixture.store;
    expect(await chat.find('whop:pay_1')).toBeNull();
    await chat.asked('whop:pay_1', NOON, 'C1');
    await chat.asked('whop:pay_1', LATER, 'C2');
    expect(await chat.find('whop:pay_1')).toEqual({
      askedAt: NOON,
      channel: 'C1',
      place: null,
      toldUntil: null,
      shown: null,
    });
    await chat.placed('whop:pay_1', PLACE, LATER);
    await chat.showing('whop:pay_1', { seq: 4, shown: 'abc', settled: false }, null);
    expect(await chat.find('whop:pay_1')).toEqual({
      askedAt: NOON,
      channel: 'C1',
      place: PLACE,
      toldUntil: LATER,
      shown: 'abc',
    });
    await chat.forget('whop:pay_1');
    expect(await chat.find('whop:pay_1')).toBeNull();
  });

  test('of two who showed something at once nobody knows whose came later', async () => {
    const { chat } = fixture.store;
    await fixture.store.recordCase(aCase('pay_1', {}, { nextSeq: 7 }), []);
    await chat.asked('whop:pay_1', NOON, 'C1');
    await chat.placed('whop:pay_1', PLACE, NOON);
    await chat.showing('whop:pay_1', { seq: 6, shown: 'first', settled: false }, null);
    await chat.showing('whop:pay_1', { seq: 7, shown: 'newer', settled: false }, 'first');
    expect(await chat.behind(10)).toEqual([]);
    await chat.showing('whop:pay_1', { seq: 7, shown: 'older', settled: false }, 'first');
    expect(await chat.find('whop:pay_1')).toMatchObject({ shown: null });
    expect(await chat.behind(10)).toEqual(['whop:pay_1']);
  });

  describe('behind', () => {
    test('are cases that have changed since, while something is still expected of them', async () => {
      const { chat } = fixture.store;
      for (const [payment, seq, settled] of [
        ['same', 7, false],
        ['changed', 6, false],
        ['over', 6, true],
      ] as const) {
        await fixture.store.recordCase(aCase(payment, {}, { nextSeq: 7 }), []);
        await chat.asked(`whop:${payment}`, NOON, 'C1');
        await chat.placed(`whop:${payment}`, PLACE, NOON);
        await chat.showing(`whop:${payment}`, { seq, shown: 'abc', settled }, null);
      }
      await fixture.store.recordCase(aCase('without', {}, { nextSeq: 7 }), []);
      expect(await chat.behind(10)).toEqual(['whop:changed']);
      expect(await chat.behind(0)).toEqual([]);
    });
  });

  test('the message of a case that was handed over becomes that of the case it goes on as, unless that has one', async () => {
    const { chat, recordCase } = {
      chat: fixture.store.chat,
      recordCase: fixture.store.recordCase.bind(fixture.store),
    };
    for (const [from, to] of [
      ['dispute.dp_1', 'whop:pay_1'],
      ['dispute.dp_2', 'whop:pay_2'],
    ] as const) {
      await recordCase(aCase(from, {}, { movedTo: to }), []);
      await chat.asked(`whop:${from}`, NOON, 'C1');
      await chat.placed(`whop:${from}`, { ...PLACE, ts: from }, NOON);
    }
    await chat.asked('whop:pay_2', NOON, 'C1');
    await chat.adopt('whop:pay_1');
    await chat.adopt('whop:pay_2');
    expect((await chat.find('whop:pay_1'))?.place?.ts).toBe('dispute.dp_1');
    expect(await chat.find('whop:dispute.dp_1')).toBeNull();
    expect((await chat.find('whop:pay_2'))?.place).toBeNull();
    expect((await chat.find('whop:dispute.dp_2'))?.place?.ts).toBe('dispute.dp_2');
  });
});
