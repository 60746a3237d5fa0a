import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { DAY } from '../../src/domain/instant.ts';
import { NamespaceNotReadyError, prepareNamespace } from '../../src/temporal/namespace.ts';
import { PROVIDER, SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts';

/** `INDEXED_VALUE_TYPE_DATETIME`; SQL visibility has room for three of them in a namespace. */
const DATETIME = 6;

let connection: Connection;
let namespace: string;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});

afterAll(async () => {
  await connection.close();
});

beforeEach(() => {
  namespace = `test-${randomUUID()}`;
});

test('a namespace is made with its search attributes, and can be used at once', async () => {
  await prepareNamespace(connection, namespace);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(
    expect.arrayContaining(SEARCH_ATTRIBUTES.map(({ name }) => name)),
  );
  const client = new Client({ connection, namespace });
  await client.workflow.start('sleeper', {
    taskQueue: 'nobody',
    workflowId: 'w1',
    typedSearchAttributes: [{ key: PROVIDER, value: 'whop' }],
  });
});

test('preparing it again, or by two processes at once, changes nothing', async () => {
  await Promise.all([prepareNamespace(connection, namespace), prepareNamespace(connection, namespace)]);
  await prepareNamespace(connection, namespace);
});

test('only the search attributes that are missing are added', async () => {
  await register();
  await add({ Provider: 2, Own: 2 });
  await prepareNamespace(connection, namespace);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(customAttributes).toMatchObject({ Own: 2, Provider: 2, ResponseDeadline: DATETIME });
});

test('where they cannot be added, the command to run is named, and that of Temporal Cloud', async () => {
  await register();
  await add({ One: DATETIME, Two: DATETIME, Three: DATETIME });
  const refused = prepareNamespace(connection, namespace);
  await expect(refused).rejects.toThrow(NamespaceNotReadyError);
  await expect(refused).rejects.toThrow(
    new RegExp(`search-attribute create --namespace ${namespace} .*--name ResponseDeadline --type Datetime;`),
  );
  await expect(refused).rejects.toThrow(
    new RegExp(`tcld namespace search-attributes add --namespace ${namespace} .*"ResponseDeadline=Datetime"`),
  );
});

async function register(): Promise<void> {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(DAY),
  });
}

async function add(searchAttributes: Record<string, number>): Promise<void> {
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}
