import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/case.ts';
import { HOUR, instant, minus } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { keepTidy } from '../../src/store/keep-tidy.ts';
import { migrate } from '../../src/store/migrate.ts';
import { PgliteDatabase } from '../../src/store/pglite.ts';
import { SqlStore } from '../../src/store/sql-store.ts';
import { keepCustomer } from './a-customer.ts';

const ANN: Actor = { type: 'person', id: 'ann', via: 'api' };

let database: PgliteDatabase;
let store: SqlStore;
beforeAll(async () => {
  database = await PgliteDatabase.inMemory();
  await migrate(database);
  store = new SqlStore(database);
});
afterAll(() => database.close());

async function ask(customer: string, now = instant(Date.now())): Promise<string> {
  return await store.erasures.ask({ customer, cases: 1, by: ANN, now });
}

/** Rounds in quick succession, until `forget` says to stop; answers with the lines logged meanwhile. */
async function tidied(forget: (caseId: string, enough: () => void) => boolean): Promise<readonly string[]> {
  const lines: string[] = [];
  const stop = new AbortController();
  await keepTidy({
    store,
    times: BUILT_IN_POLICY.retention,
    forget: async (caseId) => forget(caseId, () => stop.abort()),
    log: pino({ base: null }, { write: (line) => lines.push(line) }),
    stop: stop.signal,
    every: 1,
  });
  return lines;
}

test('one case that cannot be erased is told of by its id, and holds up no other', async () => {
  const stuck = await keepCustomer(store, 'bea');
  const after = await keepCustomer(store, 'zelda');
  const earlier = minus(instant(Date.now()), HOUR);
  await ask(stuck.caseId, earlier);
  const id = await ask(after.caseId);
  await database.query(
    "update cases set snapshot = json_build_object('id', id, 'open', false) where id = $1",
    [stuck.caseId],
  );

  const lines = await tidied((_, enough) => {
    enough();
    return true;
  });
  expect(await store.erasures.read(id)).toMatchObject({ erased: [after.caseId], waiting: [] });
  const told = lines.filter((line) => line.includes('cannot be'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`"caseId":"${stuck.caseId}"`);
  expect((await store.vitals.count(instant(Date.now()))).erasureDueSince).toBe(earlier);
});

test('histories are asked for round after round, until none is left and none can be hidden', async () => {
  const { caseId } = await keepCustomer(store, 'quincy');
  await database.query('update erased_cases set pending = false, history_kept = false');
  await ask(caseId);
  const asked: string[] = [];
  await tidied((id, enough) => {
    if (asked.push(id) === 2) enough();
    return true;
  });
  expect(asked, 'what ended just now may not be listed yet').toEqual([caseId, caseId]);

  await database.query("update erased_cases set erased_at = erased_at - interval '1 hour'");
  const answers = [false, true];
  await tidied((_, enough) => {
    if (answers.length === 1) enough();
    return answers.shift() ?? true;
  });
  expect(await store.erasures.withHistory('', 9)).toEqual([]);
});
