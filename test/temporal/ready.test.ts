import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { MINUTE } from '../../src/domain/instant.ts';
import { GRPC } from '../../src/temporal/grpc-status.ts';
import { type ConnectedClient, createClient } from '../../src/temporal/connection.ts';
import { temporalReady } from '../../src/temporal/ready.ts';
import { freshNamespace } from '../setup/namespace.ts';

let client: ConnectedClient;
beforeAll(async () => {
  const { namespace, connection } = await freshNamespace();
  await connection.close();
  client = createClient({
    address: inject('temporalAddress'),
    namespace,
    credentials: {},
    payloadCodecs: [],
  });
});
afterAll(() => client.connection.close());

test('where Temporal cannot look workflows up work begins all the same, and the log says why', async () => {
  expect(await ready(GRPC.unavailable, MINUTE)).toContain('does not tell whether it knows');
});

test('search attributes that stay unknown hold work up for a while only', async () => {
  expect(await ready(GRPC.invalidArgument, 1)).toContain('does not know the search attributes');
});

test('a server that has yet to learn of its new namespace is waited for', async () => {
  const { operatorService } = client.connection;
  const listSearchAttributes = vi
    .fn(operatorService.listSearchAttributes.bind(operatorService))
    .mockRejectedValueOnce(answer(GRPC.notFound));
  const unaware = overlaid(client, {
    connection: overlaid(client.connection, {
      operatorService: overlaid(operatorService, { listSearchAttributes }),
    }),
  });
  await temporalReady(unaware, pino({ level: 'silent' }), AbortSignal.timeout(20_000));
  expect(listSearchAttributes).toHaveBeenCalledTimes(2);
});

/** Waits for a Temporal whose visibility answers like this; answers with what was logged. */
async function ready(code: number, patience: number): Promise<string> {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  await temporalReady(failing(code), log, AbortSignal.timeout(20_000), patience);
  return lines.join('');
}

/** The real server, whose visibility store is away. */
function failing(code: number): ConnectedClient {
  const { connection } = client;
  const workflowService = overlaid(connection.workflowService, {
    countWorkflowExecutions: () => Promise.reject(answer(code)),
  });
  return overlaid(client, { connection: overlaid(connection, { workflowService }) });
}

/** A refusal as gRPC brings it. */
function answer(code: number): Error {
  return Object.assign(new Error('refused'), { code, details: 'refused', metadata: {} });
}

function overlaid<T extends object>(target: T, other: Readonly<Record<string, unknown>>): T {
  return new Proxy(target, {
    get(of, name) {
      const member: unknown = other[String(name)] ?? Reflect.get(of, name);
      return typeof member === 'function' ? member.bind(of) : member;
    },
  });
}
