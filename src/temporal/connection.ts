import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { SECOND } from '../domain/instant.ts';
import { dataConverter } from './data-converter.ts';
import { tracedCalls } from './traced-calls.ts';

/** A Temporal cluster and the namespace to use there. */
export interface TemporalAddress {
  /** `host:port` of the gRPC frontend. */
  readonly address: string;
  readonly namespace: string;
  /** How to get in: TLS, API key, headers. Nothing for an embedded server. */
  readonly credentials: Pick<NativeConnectionOptions, 'tls' | 'apiKey' | 'metadata'>;
}

/** The same, and how what it stores is encrypted. */
export interface TemporalTarget extends TemporalAddress {
  /** None leaves everything readable. */
  readonly payloadCodecs: readonly PayloadCodec[];
}

/** A client with the connection it was made on. */
export type ConnectedClient = Client & { readonly connection: Connection };

/** A client that connects with its first call, and so can be made while the server is away. Close its connection when done. */
export function createClient(target: TemporalTarget): ConnectedClient {
  const connection = lazyConnection(target.address, target.credentials);
  const client = new Client({
    connection,
    namespace: target.namespace,
    dataConverter: dataConverter(target.payloadCodecs),
    interceptors: { workflow: [tracedCalls] },
  });
  return Object.assign(client, { connection });
}

/** Connects with its first call, and comes back quickly when the server does. */
export function lazyConnection(
  address: string,
  credentials: TemporalAddress['credentials'] = {},
): Connection {
  return Connection.lazy({
    address,
    ...credentials,
    // gRPC's own default lets a client stay away for two minutes after the server is back.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2 * SECOND },
  });
}

/**
 * The connection a worker needs. Close it after the worker has stopped: an open one keeps the process alive.
 *
 * @throws Error when the server cannot be reached
 */
export function connectWorker({ address, credentials }: TemporalAddress): Promise<NativeConnection> {
  return NativeConnection.connect({ address, ...credentials });
}
