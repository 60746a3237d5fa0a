import { describe, expect, test } from 'vitest';
import type { CheckLine } from '../../../src/providers/provider.ts';
import type { WepaySettings } from '../../../src/providers/wepay/settings.ts';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { APP_TOKEN, KEY, RISK_TOKEN, signingKey, unstopped, wepayAt } from './samples.ts';

async function check(url: string, settings: Partial<WepaySettings> = {}): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for await (const line of wepayAt(url, settings).check(unstopped())) lines.push(line);
  return lines;
}

/** A WePay that answers every read, except those whose path begins so. */
function startWepay(failures: Readonly<Record<string, number>> = {}): Promise<ScriptedServer> {
  return startScriptedServer(({ path }, response) => {
    const status = Object.entries(failures).find(([start]) => path.startsWith(start))?.[1] ?? 200;
    json(response, status, status === 200 ? { results: [], next: null } : { error_message: 'No.' });
  });
}

function failed(lines: readonly CheckLine[]): readonly string[] {
  return lines.filter(({ ok }) => ok === false).map(({ what }) => what);
}

describe('the check of a set-up', () => {
  test('that works fails in no line, with reads alone', async () => {
    await using server = await startWepay();
    const lines = await check(server.url);
    expect(lines.map(({ ok, what }) => [what, ok])).toEqual([
      ['app', true],
      ['list disputes', true],
      ['list notifications', true],
      ['list payments', true],
      ['list refunds', true],
      ['answer disputes', null],
      ['refund payments', null],
      ['upload documents', null],
      ['webhook keys', true],
    ]);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /disputes?page_size=1',
      'GET /notifications?page_size=1',
      'GET /payments?page_size=1',
      'GET /refunds?page_size=1',
    ]);
  });

  test('says what only an upload would show', async () => {
    await using server = await startWepay();
    const line = (await check(server.url)).find(({ what }) => what === 'upload documents');
    expect(line?.detail).toMatch(/Cannot be tried.*browser library only/);
    expect(line?.detail).toContain(`${server.url}/uploads`);
  });

  test('names each thing the app may not, and goes on', async () => {
    await using server = await startWepay({ '/notifications': 403, '/refunds': 404 });
    const lines = await check(server.url);
    expect(failed(lines)).toEqual(['list notifications', 'list refunds']);
  });

  test.each([401, 403])('with an app WePay does not know (%i) says so once', async (status) => {
    await using server = await startWepay({ '/': status });
    const lines = await check(server.url);
    expect(failed(lines)).toEqual(['app']);
    expect(lines[0]?.detail).toContain('WEPAY_APP_ID and WEPAY_APP_TOKEN');
    expect(server.requests).toHaveLength(1);
  });

  test('that cannot reach WePay says so once', async () => {
    const lines = await check('http://127.0.0.1:9');
    expect(failed(lines)).toEqual(['app']);
    expect(lines[0]?.detail).toContain('connection');
  });

  test("at another server's address passes in no read", async () => {
    await using server = await startScriptedServer((_, response) => response.end('<html>Welcome</html>'));
    const lines = await check(server.url);
    expect(lines.filter(({ ok }) => ok === true).map(({ what }) => what)).toEqual(['webhook keys']);
  });

  test('where documents may not be sent says what to set', async () => {
    await using server = await startWepay();
    const lines = await check(server.url, { uploadsUrl: undefined });
    expect(failed(lines)).toEqual(['upload documents']);
    expect(lines.find(({ what }) => what === 'upload documents')?.detail).toContain('WEPAY_UPLOADS_URL');
  });

  test.each<[string, readonly string[], readonly (boolean | null)[]]>([
    ['none', [], [false]],
    ['one', [KEY.pem], [true]],
    [
      'one good, one weak, one that is none',
      [KEY.pem, signingKey(1024).pem, 'nonsense'],
      [true, false, false],
    ],
  ])('of webhook keys: %s', async (_, webhookKeys, ok) => {
    await using server = await startWepay();
    const lines = (await check(server.url, { webhookKeys })).filter(({ what }) => what === 'webhook keys');
    expect(lines.map((line) => line.ok)).toEqual(ok);
  });

  test('shows no token', async () => {
    await using server = await startWepay({ '/disputes': 403 });
    const said = JSON.stringify(await check(server.url));
    expect(said).not.toContain(APP_TOKEN);
    expect(said).not.toContain(RISK_TOKEN);
  });
});
