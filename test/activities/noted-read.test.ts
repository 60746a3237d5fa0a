import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noted } from '../../src/activities/noted-read.ts';
import type { ReconciledPage } from '../../src/domain/reconcile-messages.ts';
import type { Store } from '../../src/store/store.ts';
import { openTemporaryStore } from '../setup/store.ts';

const AT = { kind: 'dispute', cursor: null } as const;
const WHOLE: ReconciledPage = { read: 1, findings: [], failures: [], next: null, lists: ['dispute'] };

let store: Store;
beforeAll(async () => {
  store = await openTemporaryStore();
});
afterAll(() => store.close());

async function known() {
  const [read] = await store.signs.listReads();
  return read;
}

function fail(error: Error) {
  return noted(store.signs, 'whop', AT, () => Promise.reject(error));
}

test('a list counts as read with its last page, and as failed with what could not be read or handed on', async () => {
  const read = (page: Partial<ReconciledPage>) =>
    noted(store.signs, 'whop', AT, async () => ({ ...WHOLE, ...page }));
  await read({ next: 'more' });
  await read({ lists: [] });
  expect(await known()).toBeUndefined();
  expect(await read({})).toEqual(WHOLE);
  expect(await known()).toMatchObject({ provider: 'whop', list: 'dispute', error: null });

  await expect(fail(ApplicationFailure.retryable('Whop refused.'))).rejects.toThrow('Whop refused.');
  expect(await known()).toMatchObject({ readAt: expect.any(String), error: 'Whop refused.' });
  await read({ failures: [{ what: 'disputes', kind: 'unavailable', message: 'Not handed on.' }] });
  expect(await known()).toMatchObject({ error: 'Not handed on.' });
  await read({});
  expect(await known()).toMatchObject({ error: null });
});

test('words of errors nobody foresaw are not kept', async () => {
  await expect(fail(new Error('jane@example.com'))).rejects.toThrow('jane@example.com');
  expect(JSON.stringify(await known())).not.toContain('jane');
});

test('a store that is away takes nothing from the page', async () => {
  const away = await openTemporaryStore();
  await away.close();
  await expect(noted(away.signs, 'whop', AT, async () => WHOLE)).resolves.toEqual(WHOLE);
});
