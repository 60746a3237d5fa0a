import { expect, test } from 'vitest';
import { missingWorkflows } from '../../src/api/missing-workflows.ts';
import { instant, MINUTE, plus, SECOND } from '../../src/domain/instant.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { aCase } from '../store/a-case.ts';
import { deskGateway } from './desk-gateway.ts';

test('open cases without a workflow are told once that is not explained by how late Temporal tells', async () => {
  const store = await openTemporaryStore();
  const gateway = deskGateway(store);
  const updatedAt = instant(Date.now() - 10 * MINUTE);
  for (const key of ['one', 'two', 'three']) await store.recordCase(aCase(key, {}, { updatedAt }), []);
  await store.recordCase(aCase('closed', {}, { updatedAt, open: false }), []);
  await store.recordCase(aCase('fresh', {}, { updatedAt: instant(Date.now()) }), []);
  const now = instant(Date.now());

  gateway.running = 3;
  const whole = missingWorkflows({ store, gateway });
  expect([await whole(now), await whole(plus(now, 5 * MINUTE))]).toEqual([0, 0]);
  gateway.running = 1;
  const lost = missingWorkflows({ store, gateway });
  expect([await lost(now), await lost(plus(now, 30 * SECOND)), await lost(plus(now, MINUTE))]).toEqual([
    0, 0, 2,
  ]);
  await store.close();
});
