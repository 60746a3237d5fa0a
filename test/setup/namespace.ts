import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { prepareNamespace } from '../../src/temporal/namespace.ts';

/** A fresh namespace on the Temporal server all tests share, with a client and its connection; close that when done. */
export async function freshNamespace(): Promise<{
  namespace: string;
  connection: Connection;
  client: Client;
}> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const namespace = `test-${randomUUID()}`;
  await prepareNamespace(connection, namespace);
  return { namespace, connection, client: new Client({ connection, namespace }) };
}
