import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { inject } from 'vitest';
import { dataConverter } from '../../src/temporal/data-converter.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { tracedCalls } from '../../src/temporal/traced-calls.ts';

/** A fresh namespace, on the Temporal server all tests share unless told otherwise, with a client and its connection; close that when done. */
export async function freshNamespace(
  address = inject('temporalAddress'),
  payloadCodecs: readonly PayloadCodec[] = [],
): Promise<{
  namespace: string;
  connection: Connection;
  client: Client;
}> {
  const connection = await Connection.connect({ address });
  const namespace = `test-${randomUUID()}`;
  await prepareNamespace(connection, namespace);
  return {
    namespace,
    connection,
    client: new Client({
      connection,
      namespace,
      dataConverter: dataConverter(payloadCodecs),
      interceptors: { workflow: [tracedCalls] },
    }),
  };
}
