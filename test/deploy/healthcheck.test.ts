import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCompose, ROOT } from './compose.ts';

const run = promisify(execFile);
const { services } = await readCompose();

/** Answers `/healthz` with 200, and nothing else. */
let server: Server;
let port: string;

beforeAll(async () => {
  server = createServer((req, res) => void res.writeHead(req.url === '/healthz' ? 200 : 404).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  port = String(address.port);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const healthOf = (environment: Record<string, string>) =>
  run(process.execPath, [join(ROOT, 'deploy', 'healthcheck.mjs')], { env: environment });

test('an API is asked on its own port, even where the settings of all name a metrics port', async () => {
  const settings = { RECOURSE_METRICS_PORT: '1', ...services['api']?.environment, PORT: port };
  await expect(healthOf(settings)).resolves.toBeDefined();
});

test('a worker is asked on its metrics port, and one that does not answer is not well', async () => {
  await expect(healthOf({ PORT: '1', RECOURSE_METRICS_PORT: port })).resolves.toBeDefined();
  await expect(healthOf({ PORT: port, RECOURSE_METRICS_PORT: '1' })).rejects.toMatchObject({ code: 1 });
});
