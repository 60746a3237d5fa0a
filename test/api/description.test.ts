import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessOptions } from '../../src/api/access/access.ts';
import { createApi } from '../../src/api/app.ts';
import { instant } from '../../src/domain/instant.ts';
import { createOpenId } from '../../src/people/openid.ts';
import { makeLink, signInLinks } from '../../src/people/sign-in-links.ts';
import { slackSignature } from '../../src/chat/signature.ts';
import { deliveryId } from '../../src/notify/delivery-id.ts';
import { someNews } from '../notify/some-news.ts';
import { aCase } from '../store/a-case.ts';
import { NOON } from '../store/a-case.ts';
import { aRefund } from '../store/a-refund.ts';
import { signedHeaders, whopDispute } from '../providers/whop/samples.ts';
import { RESPONDER, type Sent, type TestApi, openApi } from './an-api.ts';
import { contractOf } from './contract.ts';
import { inDoubt } from './in-doubt.ts';
import { PDF } from './sample-files.ts';

let api: TestApi;
let dataDir: string;
beforeAll(async () => {
  // A stream without an end would be waited for.
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-description-'));
  api = await openApi({
    access: access(dataDir),
    stop: AbortSignal.abort(),
    chat: { signingSecret: 'chat-secret', press: async () => {} },
    channels: new Map([['ops', 'mail']]),
  });
});
afterAll(async () => {
  await api.close();
  await rm(dataDir, { recursive: true, force: true });
});

const DESK = 'https://desk.test';

/** Both ways in are open, though nobody is at home at the provider. */
function access(folder: string): Partial<AccessOptions> {
  const openId = createOpenId({
    issuer: 'http://127.0.0.1:9',
    clientId: 'recourse',
    clientSecret: 'secret',
    label: 'Nobody',
    groupsClaim: 'groups',
    groups: [],
  });
  return { publicUrl: DESK, openId, links: signInLinks(folder) };
}

/** What the router really has: `GET /api/v1/disputes/{case_id}`, … */
function mountedRoutes(): string[] {
  const app = createApi({
    store: api.store,
    gateway: api.gateway,
    providers: new Map(),
    tokens: [],
    log: pino({ level: 'silent' }),
  });
  return app.router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const methods = Object.keys(Object(Reflect.get(route, 'methods')));
    return methods.filter((method) => method !== '_all').map((method) => `${method.toUpperCase()} ${path}`);
  });
}

test('what is described is what is mounted', () => {
  const described = api.contract.operations.map(({ method, path }) => `${method} ${path}`);
  expect(described.length).toBeGreaterThan(12);
  expect(mountedRoutes().toSorted()).toEqual(described.toSorted());
});

test('every operation succeeds once, as described', async () => {
  const answers = new Map<string, number>();
  for (const { id, method, path, status, sent } of await successes()) {
    const answer = await api.send(method, path, sent);
    expect(answer.status, `${id}: ${answer.text}`).toBe(status);
    answers.set(id, answer.status);
  }
  expect([...answers.keys()].toSorted()).toEqual(api.contract.operations.map(({ id }) => id).toSorted());
});

interface Success {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly sent?: Sent;
}

function signedBySlack(pressed: URLSearchParams): Sent {
  const body = pressed.toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'content-type': 'application/x-www-pressed-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': slackSignature(Buffer.from(body), timestamp, 'chat-secret'),
  };
  return { body, headers };
}

async function successes(): Promise<readonly Success[]> {
  const doubt = {
    step: 'doubt',
    evidenceHash: 'ab',
    attempts: 1,
    since: NOON,
    readAt: NOON,
    until: NOON,
    failures: 0,
  } as const;
  const attention = {
    kind: 'submission_unsettled',
    disputeId: 'dp_of_stuck',
    reason: 'Look.',
    since: NOON,
  } as const;
  const stuck = aCase('stuck', {}, { attention: [attention] });
  await api.keep({
    ...stuck,
    disputes: stuck.disputes.map((dispute) => ({ ...dispute, submission: doubt })),
  });
  await api.store.recordRefund(aRefund('stuck', inDoubt()));
  await api.keep(aCase('pay_1', { respondBy: new Date(Date.now() + 86_400_000).toISOString() }));
  await api.keep(aCase('pay_1', {}, { provider: 'wepay' }));
  await api.keep(aCase('pay_to_erase', {}, { open: false }));
  await api.store.recordCase(aCase('pay_1'), [], [{ news: someNews(), subscriber: 'ops' }]);
  const one = '/api/v1/disputes/whop:pay_1';
  const file = await api.send('POST', `${one}/files`, { body: form() });
  const link = await makeLink(
    dataDir,
    { name: 'ann', role: 'viewer', merchantIds: null },
    instant(Date.now()),
  );
  const webhook = JSON.stringify({ type: 'dispute.created', data: whopDispute() });
  return [
    {
      id: 'receiveWebhook',
      method: 'POST',
      path: '/webhooks/whop',
      status: 200,
      sent: { body: webhook, headers: signedHeaders(webhook) },
    },
    {
      id: 'receiveInteraction',
      method: 'POST',
      path: '/slack/interactions',
      status: 200,
      sent: signedBySlack(new URLSearchParams({ payload: '{"type":"block_actions","user":{"id":"U1"}}' })),
    },
    { id: 'countDisputes', method: 'GET', path: '/api/v1/disputes/counts', status: 200 },
    { id: 'listProviders', method: 'GET', path: '/api/v1/providers', status: 200 },
    { id: 'downloadDisputes', method: 'GET', path: '/api/v1/disputes.csv', status: 200 },
    { id: 'downloadRefunds', method: 'GET', path: '/api/v1/refunds.csv', status: 200 },
    { id: 'previewAnswer', method: 'GET', path: `${one}/preview`, status: 200 },
    { id: 'listRelated', method: 'GET', path: `${one}/related`, status: 200 },
    { id: 'readPayment', method: 'GET', path: '/api/v1/payments/whop/pay_1', status: 200 },
    { id: 'followEvents', method: 'GET', path: '/api/v1/events', status: 200 },
    { id: 'listDisputes', method: 'GET', path: '/api/v1/disputes', status: 200 },
    { id: 'getDispute', method: 'GET', path: one, status: 200 },
    { id: 'readTimeline', method: 'GET', path: `${one}/timeline`, status: 200 },
    {
      id: 'editEvidence',
      method: 'PATCH',
      path: `${one}/evidence`,
      status: 200,
      sent: { json: { fields: { notes: 'x' } } },
    },
    { id: 'downloadFile', method: 'GET', path: `${one}/files/${file.json.id}`, status: 200 },
    { id: 'downloadPacket', method: 'GET', path: `${one}/packet`, status: 200 },
    { id: 'removeFile', method: 'DELETE', path: `${one}/files/${file.json.id}`, status: 204 },
    { id: 'addFile', method: 'POST', path: `${one}/files`, status: 201, sent: { body: form() } },
    {
      id: 'addDocument',
      method: 'POST',
      path: '/api/v1/disputes/wepay:pay_1/documents',
      status: 201,
      sent: { json: { slot: 'tracking', document_id: 'docu-1', created_at: new Date().toISOString() } },
    },
    {
      id: 'decide',
      method: 'POST',
      path: `${one}/decisions`,
      status: 202,
      sent: { json: { decision: 'challenge' }, token: RESPONDER },
    },
    { id: 'withdrawProposal', method: 'POST', path: `${one}/withdrawal`, status: 202, sent: { json: {} } },
    {
      id: 'settleDispute',
      method: 'POST',
      path: '/api/v1/disputes/whop:stuck/resolution',
      status: 202,
      sent: { json: { outcome: 'not_done', note: 'seen' } },
    },
    {
      id: 'requestRefund',
      method: 'POST',
      path: '/api/v1/refunds',
      status: 202,
      sent: {
        headers: { 'idempotency-key': 'key-1' },
        json: { provider: 'whop', payment_id: 'pay_2', amount: { amount: '5', currency: 'USD' } },
      },
    },
    { id: 'listDeliveries', method: 'GET', path: '/api/v1/deliveries', status: 200 },
    { id: 'downloadDeliveries', method: 'GET', path: '/api/v1/deliveries.csv', status: 200 },
    {
      id: 'resendDelivery',
      method: 'POST',
      path: `/api/v1/deliveries/${deliveryId({ newsId: someNews().id, subscriber: 'ops' })}/resend`,
      status: 202,
    },
    { id: 'resendDeliveries', method: 'POST', path: '/api/v1/deliveries/resend?subscriber=ops', status: 202 },
    { id: 'listRefunds', method: 'GET', path: '/api/v1/refunds', status: 200 },
    { id: 'getRefund', method: 'GET', path: '/api/v1/refunds/whop:pay_2:key-1', status: 200 },
    {
      id: 'settleRefund',
      method: 'POST',
      path: '/api/v1/refunds/whop:pay_1:stuck/resolution',
      status: 202,
      sent: { json: { outcome: 'done', note: 'seen' } },
    },
    { id: 'isAlive', method: 'GET', path: '/healthz', status: 200 },
    { id: 'isReady', method: 'GET', path: '/readyz', status: 200 },
    { id: 'exportTimeline', method: 'GET', path: `${one}/timeline.jsonl`, status: 200 },
    { id: 'listSignInWays', method: 'GET', path: '/api/v1/sign-in', status: 200 },
    { id: 'beginSignIn', method: 'GET', path: '/auth/oidc?return_to=/health', status: 302 },
    { id: 'finishSignIn', method: 'GET', path: '/auth/oidc/callback?code=1&state=2', status: 302 },
    {
      id: 'useLink',
      method: 'POST',
      path: '/api/v1/session',
      status: 201,
      sent: { json: { link }, headers: { origin: DESK } },
    },
    { id: 'whoAmI', method: 'GET', path: '/api/v1/me', status: 200 },
    { id: 'logOut', method: 'DELETE', path: '/api/v1/session', status: 204 },
    { id: 'rebuildList', method: 'POST', path: '/api/v1/operations/rebuild', status: 200 },
    {
      id: 'decodePayloads',
      method: 'POST',
      path: '/codec/decode',
      status: 200,
      sent: { json: { payloads: [{ metadata: {}, data: '' }] } },
    },
    {
      id: 'findCustomer',
      method: 'POST',
      path: '/api/v1/erasures/search',
      status: 200,
      sent: { json: { customer: 'nobody@mail.test' } },
    },
    {
      id: 'eraseCustomer',
      method: 'POST',
      path: '/api/v1/erasures',
      status: 201,
      sent: { json: { customer: 'pay_to_erase', cases: 1 } },
    },
    { id: 'listErasures', method: 'GET', path: '/api/v1/erasures', status: 200 },
    { id: 'readInsights', method: 'GET', path: '/api/v1/insights', status: 200 },
    { id: 'downloadChart', method: 'GET', path: '/api/v1/insights/rulings.csv', status: 200 },
    { id: 'readHealth', method: 'GET', path: '/api/v1/health', status: 200 },
    { id: 'readMetrics', method: 'GET', path: '/metrics', status: 200 },
    { id: 'describeApi', method: 'GET', path: '/api/v1/openapi.json', status: 200 },
    { id: 'readDescription', method: 'GET', path: '/docs', status: 200 },
  ];
}

function form(): FormData {
  const parts = new FormData();
  parts.set('slot', 'uncategorized_attachment');
  parts.set('file', new Blob([new Uint8Array(PDF)]), 'a.pdf');
  return parts;
}

describe('the document', () => {
  test('is OpenAPI 3.1 whose references all lead somewhere and whose ids are unique', async () => {
    const { json, text } = await api.send('GET', '/api/v1/openapi.json');
    expect(json.openapi).toMatch(/^3\.1\./);
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(20);
    for (const name of references) expect(json.components.schemas).toHaveProperty(String(name));
    const ids = api.contract.operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('describes every filter of the list and says which are needed of a body', async () => {
    const { json } = await api.send('GET', '/api/v1/openapi.json');
    const list = json.paths['/api/v1/disputes'].get.parameters.map(({ name }: { name: string }) => name);
    expect(list.toSorted()).toEqual(
      [
        'provider',
        'merchant_id',
        'tab',
        'stage',
        'status',
        'reason',
        'payment_id',
        'due_before',
        'needs_attention',
        'q',
        'limit',
        'cursor',
      ].toSorted(),
    );
    expect(json.components.schemas.DecisionRequest.required).toEqual(['decision']);
  });

  test('judges: a field it does not know, a status it does not foresee, and a wrong type are found', async () => {
    const { json } = await api.send('GET', '/api/v1/openapi.json');
    const judge = contractOf(json);
    const alive = (status: number, body: unknown) => () =>
      judge.check('GET', '/healthz', { status, type: 'application/json', text: JSON.stringify(body) });
    expect(alive(200, { status: 'ok' })).not.toThrow();
    expect(alive(200, { status: 'ok', more: 1 })).toThrow();
    expect(alive(200, { status: 7 })).toThrow();
    expect(alive(418, { status: 'ok' })).toThrow();
  });
});

describe('/docs', () => {
  test('shows every operation and schema on one page that runs and loads nothing', async () => {
    const page = await api.send('GET', '/docs', { token: null });
    expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
    for (const { id } of api.contract.operations) expect(page.text).toContain(`id="${id}"`);
    expect(page.text).not.toMatch(/<script|src=|@import|url\(|http:|https:/);
    expect(page.text).not.toContain('undefined');
    expect(page.text).not.toContain('[object');
  });

  test('is shown under a policy that allows its own style alone', async () => {
    const { text, headers } = await api.send('GET', '/docs', { token: null });
    const policy = headers.get('content-security-policy') ?? '';
    const styles = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style]) => String(style));
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256').update(styles.join('')).digest('base64');
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).toContain("default-src 'none'");
    expect(text).not.toMatch(/ style=/);
  });

  test('every link inside leads to something on the page', async () => {
    const { text } = await api.send('GET', '/docs', { token: null });
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(20);
    for (const target of targets) expect(text).toContain(`id="${target}"`);
  });
});
