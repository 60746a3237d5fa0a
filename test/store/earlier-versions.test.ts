import { expect, it } from 'vitest';
import { caseMessage } from '../../src/chat/case-message.ts';
import { CaseFile } from '../../src/domain/case-file.ts';
import type { CaseState } from '../../src/domain/case.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Store } from '../../src/store/store.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import { aCase, NOON } from './a-case.ts';
import { asOfBefore } from './as-of-before.ts';
import { onEachDatabase } from './each-database.ts';

const ALL = { limit: 100 };

const WAITS = aCase('waits');
const AT_THE_BANK = aCase('bank', { status: 'under_review' });

onEachDatabase((fixture) => {
  it('a case is no proposal for not knowing of proposals, whoever writes it', async () => {
    for (const state of [WAITS, AT_THE_BANK]) await fixture.store.recordCase(asOfBefore(state), []);
    await expectWhole(fixture.store);
  });

  it('rows an earlier version wrote are put right when the list is made anew', async () => {
    for (const state of [WAITS, AT_THE_BANK]) await fixture.store.recordCase(asOfBefore(state), []);
    await fixture.database.query("update case_list set tab = 'won'");
    await fixture.database.query('delete from dispute_list');
    await fixture.store.rebuildReadModel();
    await expectWhole(fixture.store);
  });
});

/** Every way of reading them gives what everybody relies on. */
async function expectWhole(store: Store): Promise<void> {
  expect(await store.loadCase(WAITS.id)).toEqual(WAITS);
  expect((await store.listCases({ tab: 'inbox' }, ALL)).data).toEqual([WAITS]);
  expect((await store.listCases({ tab: 'bank' }, ALL)).data).toEqual([AT_THE_BANK]);
  const due = await store.atRisk.due(null, '2026-12-01T00:00:00.000Z');
  expect(due.map(({ state }) => state)).toEqual([WAITS]);
  expect(due.map(({ state }) => wordsInChat(state))).toEqual([expect.stringContaining('needs a decision')]);
}

function wordsInChat(state: CaseState): string {
  const file = new CaseFile(state, BUILT_IN_POLICY, CAPABILITIES[state.provider]);
  return caseMessage(file, NOON, 'http://desk.test').text;
}
