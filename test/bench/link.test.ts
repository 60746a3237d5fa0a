import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startLink } from '../../bench/cluster/link.ts';
import { freePorts } from '../../src/temporal/server/ports.ts';

test('who hangs up while the network stands still is gone for the other side once it is mended', async () => {
  const taken = Promise.withResolvers<Socket>();
  const server = createServer((socket) => taken.resolve(socket.on('error', () => undefined).resume()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = address(server.address());
  const [linkPort = 0] = await freePorts(1);
  const link = await startLink(linkPort, [port]);
  try {
    const client = connect(linkPort, '127.0.0.1').on('error', () => undefined);
    client.write('hello');
    const other = await taken.promise;
    await once(other, 'data');
    const closed = new Promise((resolve) => other.once('close', resolve));
    link.set('stalled');
    client.destroy();
    await once(client, 'close');
    // Nothing tells when the link has heard of it. Too early a look only tries less.
    await sleep(100);
    expect(other.destroyed).toBe(false);
    link.set('whole');
    await closed;
  } finally {
    await link.close();
    server.close();
  }
});

function address(of: AddressInfo | string | null): AddressInfo {
  if (of === null || typeof of === 'string') throw new Error('The server has no port.');
  return of;
}
