import { expect, test } from 'vitest';
import type { Interceptor } from '../../src/sandbox/routes.ts';
import { refusal, startRig } from './running.ts';

/** Does this to one route and leaves the others alone. */
function at(route: string, fault: Interceptor): Interceptor {
  return (call, work) => (call.route === route ? fault(call, work) : Promise.resolve(work()));
}

test('a cut after the work: the caller sees a broken connection, the ledger sees the submission', async () => {
  const intercept = at('disputes.submit_evidence', (_call, work) => {
    work();
    return Promise.resolve(null);
  });
  const { client, sandbox, start } = await startRig({ intercept });
  const { dispute_id } = await start('dispute_won');
  await expect(client.disputes.submitEvidence(dispute_id)).rejects.toThrow('Connection error');
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('under_review');
  expect(sandbox.ledger.entries({ name: 'submission_spent' })).toHaveLength(1);
  expect(sandbox.ledger.entries({ name: 'disputes.submit_evidence' })).toMatchObject([
    { detail: { status: null } },
  ]);
});

test('an error before the work: no effect', async () => {
  const intercept = at('disputes.submit_evidence', () =>
    Promise.resolve({ status: 503, body: { error: { code: 'unavailable', message: 'Later.' } } }),
  );
  const { client, sandbox, start } = await startRig({ intercept });
  const { dispute_id } = await start('dispute_won');
  await expect(client.disputes.submitEvidence(dispute_id)).rejects.toMatchObject(refusal(503, 'unavailable'));
  expect(sandbox.ledger.entries({ name: 'submission_spent' })).toEqual([]);
});

test('a call that hangs does not keep the sandbox from closing', async () => {
  const intercept = at('disputes.retrieve', () => new Promise(() => {}));
  const { client, sandbox, start } = await startRig({ intercept });
  const { dispute_id } = await start('dispute_won');
  await expect(client.disputes.retrieve(dispute_id, { timeout: 50 })).rejects.toThrow('timed out');
  expect(sandbox.ledger.entries({ name: 'disputes.retrieve' })).toMatchObject([{ detail: { status: null } }]);
});
