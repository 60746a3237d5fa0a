import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { PROVIDER } from '../../src/workflows/search-attributes.ts';
import { freeTemporalPorts, type TemporalPorts } from '../../src/temporal/server/ports.ts';
import { startTemporalServer } from '../../src/temporal/server/start.ts';

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-temporal-'));
});

afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

test('a workflow started on one run of the server is there, and found by its search attribute, on the next', async () => {
  const ports = await freeTemporalPorts();
  const workflowId = randomUUID();
  await withServer(ports, async (client) => {
    await client.workflow.start('sleeper', {
      taskQueue: 'nobody',
      workflowId,
      typedSearchAttributes: [{ key: PROVIDER, value: 'whop' }],
    });
  });
  await withServer(ports, async (client) => {
    const query = `Provider = 'whop' AND WorkflowId = '${workflowId}'`;
    await expect.poll(async () => client.workflow.count(query)).toMatchObject({ count: 1 });
    expect((await client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
  });
});

async function withServer(ports: TemporalPorts, use: (client: Client) => Promise<void>): Promise<void> {
  const server = await startTemporalServer({ programs: inject('temporalPrograms'), dataDir, ports });
  const connection = await Connection.connect({ address: server.address });
  try {
    await prepareNamespace(connection, 'default');
    await use(new Client({ connection, namespace: 'default' }));
  } finally {
    await connection.close();
    await server.stop();
  }
}
