import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { SpanKind } from '@opentelemetry/api';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inSpan } from '../../src/telemetry/spans.ts';
import { startTracing } from '../../src/telemetry/tracing.ts';

let collector: Server;
let origin: string;

beforeAll(async () => {
  collector = createServer((_req, res) => void res.writeHead(401).end('the key a-secret is unknown'));
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const address = collector.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
});

afterAll(() => {
  collector.closeAllConnections();
  collector.close();
});

test('a collector that turns traces away is told in the log, without a key and without what it answered', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => lines.push(line) });
  const tracing = startTracing({ url: `${origin}/a-secret/v1/traces`, serviceName: 'test', ratio: 1 }, log);
  await inSpan({ name: 'a span', kind: SpanKind.INTERNAL }, async () => {});
  await tracing.stop();
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { msg: 'traces are sent', collector: origin },
    { msg: 'traces were not sent', code: 401 },
  ]);
  expect(lines.join()).not.toContain('a-secret');
});
