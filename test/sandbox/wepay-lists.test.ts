import { expect, test } from 'vitest';
import { startWepay, type WepayRig } from './wepay-running.ts';

async function ids(rig: WepayRig, path: string): Promise<readonly string[]> {
  const { body } = await rig.get(path);
  return body.results.map(({ id }) => id);
}

/** Follows `next` to the end. */
async function pagesOf(rig: WepayRig, path: string): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for (let next: string | null = path; next !== null;) {
    const { body } = await rig.get(next);
    pages.push(body.results.map(({ id }) => id));
    next = body.next;
  }
  return pages;
}

test('disputes come in pages, each once, and page back as well', async () => {
  const rig = await startWepay();
  const started: string[] = [];
  for (let nth = 0; nth < 5; nth += 1) started.push((await rig.start('wepay_lost')).dispute_id);
  const pages = await pagesOf(rig, '/disputes?page_size=2');
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  expect(pages.flat().toSorted()).toEqual(started.toSorted());
  const { body: first } = await rig.get('/disputes?page_size=2');
  expect(first.previous).toBeNull();
  const { body: second } = await rig.get(first.next ?? '');
  expect(await ids(rig, second.previous ?? '')).toEqual(pages[0]);
});

test('a dispute that comes in between shifts no page', async () => {
  const rig = await startWepay();
  for (let nth = 0; nth < 4; nth += 1) await rig.start('wepay_lost', { respond_in: '1d' });
  const { body } = await rig.get('/disputes?page_size=2');
  const newest = await rig.start('wepay_lost');
  const rest = await ids(rig, body.next ?? '');
  expect(rest).toHaveLength(2);
  expect([...body.results.map(({ id }) => id), ...rest]).not.toContain(newest.dispute_id);
});

test('pages can be counted where the answer does not say what comes next', async () => {
  const rig = await startWepay();
  await rig.control('PATCH', '/settings/wepay', { list_links: false });
  for (let nth = 0; nth < 3; nth += 1) await rig.start('wepay_lost');
  const { body } = await rig.get('/disputes?page_size=2');
  expect(body).not.toHaveProperty('next');
  const second = await ids(rig, '/disputes?page_size=2&page=2');
  expect([...body.results.map(({ id }) => id), ...second]).toHaveLength(3);
  expect(new Set([...body.results.map(({ id }) => id), ...second]).size).toBe(3);
});

test('lists are narrowed by owner, type, payment, status and time of creation', async () => {
  const rig = await startWepay();
  const inquiry = await rig.start('wepay_inquiry_closes', { account_id: 'acct_2', respond_in: '1h' });
  const lost = await rig.start('wepay_lost');
  await rig.advance(lost.id);
  expect(await ids(rig, '/disputes?type=inquiry')).toEqual([inquiry.dispute_id]);
  expect(await ids(rig, '/disputes?owner_id=acct_2')).toEqual([inquiry.dispute_id]);
  expect(await ids(rig, '/disputes?status=resolved')).toEqual([lost.dispute_id]);
  expect(await ids(rig, `/disputes?payment_id=${lost.payment_id}`)).toEqual([lost.dispute_id]);
  const { body } = await rig.get(`/disputes/${lost.dispute_id}`);
  expect(await ids(rig, `/disputes?create_time_start=${body.create_time}`)).toEqual([lost.dispute_id]);
  expect(await ids(rig, `/disputes?create_time_end=${body.create_time - 1}`)).toEqual([inquiry.dispute_id]);
});

test.each(['/disputes?page_size=51', '/disputes?page=nowhere', '/disputes?page=0', '/disputes?reason=FRAUD'])(
  '%s is refused',
  async (path) => {
    const { get } = await startWepay();
    expect(await get(path)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMS' } });
  },
);

test('notifications are listed whether they arrived or not, for thirty days', async () => {
  const rig = await startWepay();
  await rig.control('PATCH', '/settings/wepay', { webhooks_paused: true });
  const { dispute_id } = await rig.start('wepay_lost');
  const { body } = await rig.get(`/notifications?object_type=disputes&object_id=${dispute_id}`);
  expect(body.results).toMatchObject([
    { payload: { id: dispute_id, resource: 'disputes' } },
    { payload: { id: dispute_id } },
  ]);
  expect(await ids(rig, '/notifications?object_type=refunds')).toEqual([]);
  const [first] = body.results;
  const old = Math.floor(Date.now() / 1000) - 31 * 24 * 60 * 60;
  await rig.control('PATCH', `/notifications/${first?.id}`, { event_time: old });
  expect(await ids(rig, '/notifications')).toHaveLength(1);
  expect(await ids(rig, `/notifications?event_time_end=${old}`)).toEqual([]);
  const { body: calls } = await rig.control('GET', `/ledger?name=notifications.list&id=${dispute_id}`);
  expect(calls.data).toHaveLength(1);
});
