import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { keepReadModelRenewed } from '../../src/store/keep-renewed.ts';
import type { Store } from '../../src/store/store.ts';
import { aCase } from './a-case.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

const ALL = { limit: 500 };

onEachDatabase((fixture) => {
  describe('rows of an earlier version', () => {
    it('are there until the last of them is made anew', async () => {
      const before = await keepAsOfBefore(fixture, 120);
      const { readModel } = fixture.store;
      expect([await readModel.isBehind(), await readModel.renew()]).toEqual([true, 100]);
      expect([await readModel.isBehind(), await readModel.renew()]).toEqual([true, 20]);
      expect([await readModel.isBehind(), await readModel.renew()]).toEqual([false, 0]);
      expect(await shown(fixture.store)).toEqual(before);
    });

    it('are each made anew once, however many processes are at it', async () => {
      const before = await keepAsOfBefore(fixture, 120);
      const renewed = await Promise.all([1, 2, 3].map(() => renewAll(fixture.store)));
      expect(renewed.reduce((sum, cases) => sum + cases, 0)).toBe(120);
      expect(await shown(fixture.store)).toEqual(before);
    });

    it('are none where cases were written by this version alone', async () => {
      await fixture.store.recordCase(aCase('pay_1'), []);
      expect(await fixture.store.readModel.isBehind()).toBe(false);
    });

    it('are made anew by whatever process works, which tells of it and stops when told to', async () => {
      const before = await keepAsOfBefore(fixture, 3);
      const stop = new AbortController();
      const lines: string[] = [];
      const log = pino({}, collector(lines));
      const { readModel } = fixture.store;
      const work = keepReadModelRenewed({ readModel, log, stop: stop.signal });
      await vi.waitUntil(() => lines.length === 2, { timeout: 20_000 });
      stop.abort();
      await work;
      expect(lines.join('')).toMatch(/are made anew: until then.*"cases":3,"msg":"lists are made anew, and/s);
      expect(await shown(fixture.store)).toEqual(before);
    });
  });
});

/** Cases whose rows an earlier version made: some columns otherwise, and nothing that is counted. Answers what was shown before. */
async function keepAsOfBefore({ database, store }: Fixture, count: number) {
  for (let index = 0; index < count; index += 1) await store.recordCase(aCase(`pay_${index}`), []);
  const before = await shown(store);
  await database.query("update case_list set version = 0, tab = 'won'");
  await database.query('delete from dispute_list');
  expect(await shown(store)).not.toEqual(before);
  return before;
}

async function shown(store: Store) {
  const inbox = await store.listCases({ tab: 'inbox' }, ALL);
  return { inbox, due: await store.atRisk.due(null, '2026-12-01T00:00:00.000Z') };
}

/** Answers how many it did. */
async function renewAll({ readModel }: Store): Promise<number> {
  let done = 0;
  while (await readModel.isBehind()) done += (await readModel.renew()) ?? 0;
  return done;
}

function collector(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, next) {
      lines.push(String(chunk));
      next();
    },
  });
}
