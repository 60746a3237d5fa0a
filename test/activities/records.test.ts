import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATIENT, whopAt } from '../providers/whop/samples.ts';
import { fileRead } from '../domain/builders.ts';
import { newsFor } from '../setup/subscriptions.ts';
import { type ActivityRig, POLICY, REF, startActivityRig } from './rig.ts';

let rig: ActivityRig;
beforeAll(async () => {
  rig = await startActivityRig();
  rig.use(whopAt('http://127.0.0.1:9', {}, PATIENT));
});
afterAll(() => rig.close());

test('a case nobody has heard of opens empty; once written down it opens as it was', async () => {
  expect(await rig.call('openCase', REF)).toMatchObject({
    value: { state: null, capabilities: { provider: 'whop' } },
  });
  const file = fileRead();
  await rig.call('recordCase', file.state, file.unrecorded);
  await rig.call('recordCase', file.state, file.unrecorded);
  expect(await rig.call('openCase', REF)).toMatchObject({
    value: { state: JSON.parse(JSON.stringify(file.state)) },
  });
  const { data } = await rig.store.timeline(REF.caseId, { limit: 100 });
  expect(data.map(({ seq }) => seq)).toEqual(file.unrecorded.map(({ seq }) => seq));
});

test('what is opened is on its way to whoever wants to hear of it, once, also when it is written down again', async () => {
  const file = fileRead();
  await rig.call('recordCase', file.state, file.unrecorded);
  await rig.call('recordCase', file.state, file.unrecorded);
  const opened = file.unrecorded.find(({ kind }) => kind === 'dispute_opened');
  const news = { id: `${REF.caseId}#${opened?.seq}`, event: 'dispute.opened', disputeId: opened?.disputeId };
  const told = await newsFor(rig.store, ({ caseId }) => caseId === REF.caseId);
  expect(told.filter(({ event }) => event === 'dispute.opened')).toMatchObject([news]);
});

test('the policy reaches the workflow without its evidence texts', async () => {
  for (const called of [
    await rig.call('openCase', REF),
    await rig.call('recordCase', fileRead().state, []),
  ]) {
    expect(JSON.stringify(called)).toContain(POLICY.version);
    expect(JSON.stringify(called)).not.toContain('No refunds');
  }
});

test('what is written down says under which policy the case acts from then on', async () => {
  const { state } = fileRead();
  await rig.call('recordCase', { ...state, policyVersion: 'the one before' }, []);
  expect(await rig.store.loadCase(state.id)).toMatchObject({ policyVersion: POLICY.version });
});

test('words typed into the Temporal UI are kept, and come back as references in their order', async () => {
  const called = await rig.call('keepTexts', REF, ['first', 'second']);
  expect(called).toMatchObject({ value: [{ chars: 5 }, { chars: 6 }] });
  expect(JSON.stringify(called)).not.toContain('second');
});
