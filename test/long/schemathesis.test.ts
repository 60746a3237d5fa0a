import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { askerOf, furnish, isFurnishable, schemathesisSettings } from '../attacks/known-desk.ts';
import { withExamples } from '../attacks/known-requests.ts';
import { findSchemathesis, runSchemathesis, type Verdict } from '../attacks/schemathesis.ts';
import { ownSettings, run, type Running, untilRunning } from '../start/running.ts';

const ADMIN = 'admin-of-the-described-desk';
const RESPONDER = 'responder-of-the-described-desk';
const VIEWER = 'viewer-of-the-described-desk';

/** What a generator of requests cannot get past by itself, and what does it instead. */
const CLOSED: Readonly<Record<string, string>> = {
  'POST /webhooks/{provider}': 'needs a signature: test/fuzz/bridge.test.ts has them',
  'POST /slack/interactions': 'needs a signature: test/chat/interactions.test.ts',
  'POST /api/v1/session': 'needs the Origin of our pages and a link: test/api/sign-in.test.ts',
  'GET /auth/oidc': 'no OpenID provider is set up: test/api/sign-in.test.ts',
  'GET /auth/oidc/callback': 'no OpenID provider is set up: test/api/sign-in.test.ts',
  'POST /api/v1/disputes/{case_id}/resolution': 'nothing is in doubt: test/api/acts.test.ts',
  'POST /api/v1/refunds/{refund_id}/resolution': 'nothing is in doubt: test/api/refunds.test.ts',
  'POST /api/v1/deliveries/resend': 'nobody is told anything: test/api/deliveries.test.ts',
  'POST /api/v1/deliveries/{delivery_id}/resend': 'nobody is told anything: test/api/deliveries.test.ts',
};

const Described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

const python = await findSchemathesis();

// Said aloud by findSchemathesis, and a failure under CI.
describe.skipIf(python === null)('the API keeps to its own description', () => {
  let folder: string;
  let desk: Running;
  let url: string;
  let operations: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-described-'));
    const settings = await ownSettings(join(folder, 'data'));
    const tokens = [`a:admin:${ADMIN}`, `r:responder:${RESPONDER}`, `v:viewer:${VIEWER}`].join(',');
    desk = run('src/main.ts', ['start'], { ...settings, RECOURSE_API_TOKENS: tokens });
    await untilRunning(desk);
    url = `http://127.0.0.1:${settings.PORT}`;
    const ask = askerOf(url, ADMIN);
    await vi.waitUntil(() => isFurnishable(ask), { timeout: 120_000, interval: 500 });
    const sandbox = /Sandbox\s+(\S+)/.exec(desk.output())?.[1] ?? '';
    const { dictionaries, requests } = await furnish(ask, RESPONDER, sandbox);
    await writeFile(join(folder, 'schemathesis.toml'), schemathesisSettings(dictionaries));
    const description = await ask('GET', '/api/v1/openapi.json');
    operations = operationsIn(description);
    await writeFile(join(folder, 'openapi.json'), withExamples(JSON.stringify(description), requests));
  });
  afterAll(async () => {
    desk.kill('SIGTERM');
    await desk.ended;
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (token: string, examples: number): Promise<Verdict> =>
    runSchemathesis(python ?? '', folder, { url, token, examples });

  test('for a viewer, who may do little: what is refused is refused as described', async () => {
    const { exitCode, output } = await ask(VIEWER, 2);
    expect(exitCode, output).toBe(0);
  });

  test('for an administrator: no 5xx, no answer that is not described, every operation reached', async () => {
    const { exitCode, output, statuses } = await ask(ADMIN, 8);
    expect(exitCode, output).toBe(0);
    // One that was never called has no entry among the answers, and counts as unreached.
    const unreached = operations.filter((one) =>
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
