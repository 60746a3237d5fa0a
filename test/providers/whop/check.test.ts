import { describe, expect, test } from 'vitest';
import type { CheckLine } from '../../../src/providers/provider.ts';
import type { WhopSettings } from '../../../src/providers/whop/settings.ts';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { unstopped, whopAt } from './samples.ts';

async function check(
  server: Pick<ScriptedServer, 'url'>,
  settings: Partial<WhopSettings> = {},
): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for await (const line of whopAt(server.url, settings).check(unstopped())) lines.push(line);
  return lines;
}

/** A Whop that answers every read, except those whose path begins so. */
function startWhop(failures: Readonly<Record<string, number>> = {}): Promise<ScriptedServer> {
  return startScriptedServer(({ path }, response) => {
    const status = Object.entries(failures).find(([start]) => path.startsWith(start))?.[1] ?? 200;
    const body = path.startsWith('/companies/') ? { id: 'biz_1' } : { data: [], page_info: {} };
    json(response, status, status === 200 ? body : { error: { message: 'No.' } });
  });
}

describe('the check of a set-up', () => {
  test('that works passes in every line, with reads alone', async () => {
    await using server = await startWhop();
    const lines = await check(server);
    expect(lines.filter(({ ok }) => ok === false)).toEqual([]);
    expect(lines.map(({ what }) => what)).toEqual([
      'key',
      'read company',
      'list disputes',
      'list dispute alerts',
      'list payments',
      'list refunds',
      'answer disputes',
      'refund payments',
      'webhook secret',
    ]);
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/companies/biz_1',
      '/disputes?company_id=biz_1&first=1',
      '/dispute_alerts?company_id=biz_1&first=1',
      '/payments?company_id=biz_1&first=1',
      '/refunds?company_id=biz_1&first=1',
    ]);
  });

  test('names each missing permission and goes on', async () => {
    await using server = await startWhop({ '/disputes': 403, '/dispute_alerts': 403, '/refunds': 403 });
    const failed = (await check(server)).filter(({ ok }) => ok === false);
    expect(failed.map(({ detail }) => /permission (\S+)/.exec(detail)?.[1])).toEqual([
      'payment:dispute:read',
      'payment:dispute_alert:read',
      'payment:basic:read',
    ]);
  });

  test('says what only a refund would show', async () => {
    await using server = await startWhop();
    const line = (await check(server)).find(({ what }) => what === 'refund payments');
    expect(line).toMatchObject({
      ok: null,
      detail: expect.stringMatching(/Cannot be tried.*payment:manage/),
    });
  });

  test('with another company than there is says so; the key is not to blame', async () => {
    await using server = await startWhop({ '/companies': 404 });
    const lines = await check(server);
    expect(lines[0]).toMatchObject({ ok: false, what: 'read company' });
    expect(lines[0]?.detail).toContain('WHOP_COMPANY_ID');
    expect(lines[1]).toMatchObject({ ok: true, what: 'key' });
  });

  test('with a key Whop does not know says so once', async () => {
    await using server = await startWhop({ '/': 401 });
    const failed = (await check(server)).filter(({ ok }) => ok === false);
    expect(failed).toMatchObject([{ what: 'key', detail: expect.stringContaining('WHOP_API_KEY') }]);
    expect(server.requests).toHaveLength(1);
  });

  test('that cannot reach Whop says so once', async () => {
    const failed = (await check({ url: 'http://127.0.0.1:9' })).filter(({ ok }) => ok === false);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.detail).toContain('connection');
  });

  test.each([200, 404])("at another server's address (answering %i) passes in no read", async (status) => {
    await using server = await startScriptedServer((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<html>Welcome</html>');
    });
    const lines = await check(server);
    expect(lines[0]).toMatchObject({ ok: false });
    expect(lines.filter(({ ok }) => ok).map(({ what }) => what)).toEqual(['webhook secret']);
  });

  test('without a company says what to set, and still tries the key', async () => {
    await using server = await startWhop();
    const lines = await check(server, { companyId: null });
    expect(lines[0]).toMatchObject({ ok: false, detail: expect.stringContaining('WHOP_COMPANY_ID') });
    expect(lines[1]).toMatchObject({ ok: true, what: 'key' });
  });

  test.each([
    [[], false, 'not set'],
    [['ws_3f9c0f2b7a'], true, '13 bytes'],
    [['whsec_MDEyMzQ1Njc4OWFiY2RlZg=='], true, '16 bytes'],
    [['whsec_not base64'], false, 'copy'],
  ])('of the secrets %j', async (webhookSecrets, ok, detail) => {
    await using server = await startWhop();
    const line = (await check(server, { webhookSecrets })).at(-1);
    expect(line).toMatchObject({ ok, what: 'webhook secret', detail: expect.stringContaining(detail) });
  });

  test('shows no secret', async () => {
    await using server = await startWhop({ '/disputes': 403 });
    const webhookSecrets = ['ws_first_secret', 'whsec_c2Vjb25kLXNlY3JldA==', 'whsec_third secret'];
    const lines = await check(server, { webhookSecrets });
    expect(lines.filter(({ what }) => what === 'webhook secret')).toHaveLength(3);
    for (const secret of [...webhookSecrets, 'apik_test_1'])
      expect(JSON.stringify(lines)).not.toContain(secret);
  });
});
