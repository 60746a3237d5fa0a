import { expect, it } from 'vitest';
import { BadCursorError } from '../../src/store/store.ts';
import { aCase, anEntry } from './a-case.ts';
import { onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  it('shows entries oldest first, page by page, each once', async () => {
    const entries = [1, 2, 3, 4, 5].map((seq) => anEntry(seq));
    await fixture.store.recordCase(aCase('pay_1'), entries);
    const first = await fixture.store.timeline('whop:pay_1', { limit: 2 });
    const second = await fixture.store.timeline('whop:pay_1', { limit: 2, cursor: first.cursor ?? '' });
    const third = await fixture.store.timeline('whop:pay_1', { limit: 2, cursor: second.cursor ?? '' });
    expect([...first.data, ...second.data, ...third.data]).toEqual(entries);
    expect(third.cursor).toBeNull();
  });

  it('keeps moments to the millisecond', async () => {
    const entry = anEntry(1, { at: '2026-11-01T12:00:00.007Z' });
    await fixture.store.recordCase(aCase('pay_1'), [entry]);
    expect((await fixture.store.timeline('whop:pay_1', { limit: 1 })).data).toEqual([entry]);
  });

  it('includes what happened in cases that were handed over, merged by time', async () => {
    const handedOver = aCase('alert.al_1', {}, { movedTo: 'whop:dispute.dp_1' });
    const inBetween = aCase('dispute.dp_1', {}, { movedTo: 'whop:pay_1' });
    await fixture.store.recordCase(handedOver, [at('08:00', 1), at('11:00', 2)]);
    await fixture.store.recordCase(inBetween, [at('10:00', 1)]);
    await fixture.store.recordCase(aCase('pay_1'), [at('09:00', 1), at('12:00', 2)]);
    await fixture.store.recordCase(aCase('pay_2'), [at('09:30', 1)]);

    const hours: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await fixture.store.timeline('whop:pay_1', { limit: 2, cursor });
      hours.push(...page.data.map((entry) => entry.at.slice(11, 16)));
      cursor = page.cursor;
    }
    expect(hours).toEqual(['08:00', '09:00', '10:00', '11:00', '12:00']);
  });

  it('survives two cases that name each other', async () => {
    await fixture.store.recordCase(aCase('a', {}, { movedTo: 'whop:b' }), [anEntry(1)]);
    await fixture.store.recordCase(aCase('b', {}, { movedTo: 'whop:a' }), [anEntry(1)]);
    expect((await fixture.store.timeline('whop:a', { limit: 9 })).data).toHaveLength(2);
  });

  it.each([
    "update timeline set summary = 'It never happened.'",
    'delete from timeline',
    'truncate cases cascade',
  ])('is only ever added to: the database refuses %j', async (statement) => {
    await fixture.store.recordCase(aCase('pay_1'), [anEntry(1)]);
    await expect(fixture.database.query(statement)).rejects.toThrow('refused a statement (P0001)');
    expect((await fixture.store.timeline('whop:pay_1', { limit: 9 })).data).toEqual([anEntry(1)]);
  });

  it('takes an entry ahead of the snapshot once, and its number is taken for whoever goes on from there', async () => {
    const entries = [anEntry(1), anEntry(2, { kind: 'staged' })];
    await fixture.store.recordCase(aCase('pay_1', {}, { nextSeq: 2 }), entries.slice(0, 1));
    for (const entry of entries) await fixture.store.addToTimeline('whop:pay_1', entry);
    expect((await fixture.store.timeline('whop:pay_1', { limit: 9 })).data).toEqual(entries);
    expect(await fixture.store.loadCase('whop:pay_1')).toMatchObject({ nextSeq: 3 });
    await fixture.store.addToTimeline('whop:none', anEntry(1));
    expect((await fixture.store.timeline('whop:none', { limit: 9 })).data).toEqual([]);
  });

  it('is empty for a case nobody knows', async () => {
    expect(await fixture.store.timeline('whop:none', { limit: 9 })).toEqual({ data: [], cursor: null });
  });

  it.each(['', 'x', Buffer.from('["yesterday","whop:a",1]').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(fixture.store.timeline('whop:a', { limit: 1, cursor })).rejects.toThrow(BadCursorError);
    },
  );
});

function at(hour: string, seq: number): ReturnType<typeof anEntry> {
  return anEntry(seq, { at: `2026-11-01T${hour}:00.000Z` });
}
