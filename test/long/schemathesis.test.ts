import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { instant } from '../../src/domain/instant.ts';
import { makeLink } from '../../src/people/sign-in-links.ts';
import {
  type AskDesk,
  askerOf,
  furnish,
  isFurnishable,
  schemathesisSettings,
} from '../attacks/known-desk.ts';
import { type KnownRequests, withExamples } from '../attacks/known-requests.ts';
import { findSchemathesis, runSchemathesis, type Verdict } from '../attacks/schemathesis.ts';
import { isAsked, type Unsettled } from '../attacks/unsettled.ts';
import { startOpenIdProvider, type TestProvider } from '../setup/openid-provider.ts';
import { ownSettings, run, type Running, untilRunning } from '../start/running.ts';

const ADMIN = 'admin-of-the-described-desk';
const RESPONDER = 'responder-of-the-described-desk';
const VIEWER = 'viewer-of-the-described-desk';
const SUBSCRIBER = 'nobody';

/** What a generator of requests cannot get past by itself, and what does it instead. */
const CLOSED: Readonly<Record<string, string>> = {
  'POST /webhooks/{provider}': 'needs a signature: test/fuzz/bridge.test.ts has them',
  'POST /slack/interactions': 'needs a signature: test/chat/interactions.test.ts',
};

const Described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

const python = await findSchemathesis();

// Said aloud by findSchemathesis, and a failure under CI.
describe.skipIf(python === null)('the API keeps to its own description', () => {
  let folder: string;
  let desk: Running;
  let url: string;
  let asAdmin: AskDesk;
  let openId: TestProvider;
  let description: unknown;
  let requests: KnownRequests;
  let unsettled: Unsettled;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-described-'));
    const settings = await ownSettings(join(folder, 'data'));
    url = `http://127.0.0.1:${settings.PORT}`;
    openId = await startOpenIdProvider(`${url}/auth/oidc/callback`);
    const tokens = [`a:admin:${ADMIN}`, `r:responder:${RESPONDER}`, `v:viewer:${VIEWER}`].join(',');
    desk = run('src/main.ts', ['start'], {
      ...settings,
      ...(await toldToNobody(folder)),
      ...signInBy(openId),
      RECOURSE_API_TOKENS: tokens,
    });
    await untilRunning(desk);
    asAdmin = askerOf(url, ADMIN);
    await vi.waitUntil(() => isFurnishable(asAdmin), { timeout: 120_000, interval: 500 });
    const sandboxUrl = /Sandbox\s+(\S+)/.exec(desk.output())?.[1] ?? '';
    const known = await furnish(asAdmin, { responder: RESPONDER, subscriber: SUBSCRIBER, sandboxUrl });
    ({ requests, unsettled } = known);
    await writeFile(join(folder, 'schemathesis.toml'), schemathesisSettings(known.dictionaries));
    description = await asAdmin('GET', '/api/v1/openapi.json');
  });
  afterAll(async () => {
    desk.kill('SIGTERM');
    await desk.ended;
    await openId.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A link lets in once: each run gets its own. */
  async function ask(token: string, examples: number): Promise<Verdict> {
    const guest = { name: 'guest', role: 'viewer', merchantIds: null } as const;
    const link = await makeLink(join(folder, 'data'), guest, instant(Date.now()));
    const operations = { ...requests.operations, useLink: { body: { link } } };
    const described = withExamples(JSON.stringify(description), { ...requests, operations });
    await writeFile(join(folder, 'openapi.json'), described);
    return await runSchemathesis(python ?? '', folder, { url, token, examples });
  }

  test('for a viewer, who may do little: what is refused is refused as described', async () => {
    const { exitCode, output } = await ask(VIEWER, 2);
    expect(exitCode, output).toBe(0);
  });

  test('for an administrator: no 5xx, no answer that is not described, every operation reached', async () => {
    await vi.waitUntil(() => isAsked(asAdmin, unsettled), { timeout: 180_000, interval: 1000 });
    const { exitCode, output, statuses } = await ask(ADMIN, 8);
    expect(exitCode, output).toBe(0);
    // One that was never called has no entry among the answers, and counts as unreached.
    const unreached = operationsIn(description).filter((one) =>
      [...(statuses.get(one) ?? [])].every((status) => status >= 400),
    );
    // Both ways: what has become reachable is no longer closed.
    expect(unreached.toSorted()).toEqual(Object.keys(CLOSED).toSorted());
    expect(desk.output()).not.toContain('a request failed');
  });
});

/** Every operation an OpenAPI document describes, named as schemathesis names it: `GET /api/v1/disputes`. */
function operationsIn(description: unknown): readonly string[] {
  const paths = Object.entries(Described.parse(description).paths);
  return paths.flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** One receiver of everything, where nobody listens. */
async function toldToNobody(folder: string): Promise<Record<string, string>> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const receiver = { name: SUBSCRIBER, channel: 'webhook', url: 'http://127.0.0.1:9/', secret };
  const file = join(folder, 'notifications.yaml');
  await writeFile(file, JSON.stringify({ subscriptions: [receiver] }));
  return { RECOURSE_NOTIFICATIONS: file, RECOURSE_WEBHOOKS_ALLOW_PRIVATE: '1' };
}

function signInBy({ settings }: TestProvider): Record<string, string> {
  return {
    OIDC_ISSUER: settings.issuer,
    OIDC_CLIENT_ID: settings.clientId,
    OIDC_CLIENT_SECRET: settings.clientSecret,
    RECOURSE_ROLES: 'desk=responder',
  };
}
