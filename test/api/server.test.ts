import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { type ApiServer, listen, serverOptions } from '../../src/api/server.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

/** A server with one slow route, and a note of whether it was reached. */
async function slowServer(ms: number): Promise<{ server: ApiServer; reached: Promise<unknown> }> {
  const app = express();
  const reached = new Promise((resolve) => {
    app.get('/', async (_req, res) => {
      resolve(null);
      await delay(ms);
      res.send('done');
    });
  });
  return { server: await listen(app, LOOPBACK), reached };
}

describe('closing', () => {
  test('lets an answer under way finish, takes no new ones, and does not wait for kept-alive connections', async () => {
    const { server, reached } = await slowServer(300);
    const under = fetch(server.url);
    await reached;
    const began = Date.now();
    const closed = server.close(10_000);
    await expect(fetch(server.url)).rejects.toThrow();
    expect(await (await under).text()).toBe('done');
    await closed;
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  test('cuts what is still under way after the grace time', async () => {
    const { server, reached } = await slowServer(60_000);
    const cut = expect(fetch(server.url)).rejects.toThrow();
    await reached;
    const began = Date.now();
    await server.close(200);
    await cut;
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  test('a second call waits for the first', async () => {
    const { server, reached } = await slowServer(200);
    const under = fetch(server.url).then((response) => response.text());
    await reached;
    const first = server.close();
    await server.close();
    expect(await Promise.race([under, delay(50, 'still under way')])).toBe('done');
    await first;
  });
});

test('an address that is taken is an error with its code', async () => {
  const { server } = await slowServer(0);
  await expect(listen(express(), { ...LOOPBACK, port: server.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await server.close();
});

test('headers are bounded in size: 431', async () => {
  const { server } = await slowServer(0);
  const { status } = await fetch(server.url, { headers: { 'x-large': 'x'.repeat(20_000) } });
  expect(status).toBe(431);
  await server.close();
});

test('a caller who never finishes its headers or body is cut off', async () => {
  expect(serverOptions.headersTimeout).toBeLessThanOrEqual(10_000);
  expect(serverOptions.requestTimeout).toBeLessThanOrEqual(120_000);
  const quick = {
    ...serverOptions,
    headersTimeout: 200,
    requestTimeout: 400,
    connectionsCheckingInterval: 50,
  };
  const server = await listen(express(), LOOPBACK, quick);
  for (const beginning of [
    'GET / HTTP/1.1\r\nHost: a\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc',
  ]) {
    const socket = connect(server.port, LOOPBACK.host);
    socket.write(beginning);
    const chunks: string[] = [];
    socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    await once(socket, 'close');
    expect(chunks.join('')).toMatch(/^HTTP\/1\.1 (408|404)/);
  }
  await server.close();
});
