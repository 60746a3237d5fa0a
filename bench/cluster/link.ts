import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** How a link treats what passes through it. */
export type LinkState =
  /** Everything passes. */
  | 'whole'
  /** Open connections fall silent and new ones are taken and stay silent: what is sent is lost. */
  | 'stalled'
  /** Open connections are reset, and new ones as well. */
  | 'cut';

/** A piece of network: a loopback port before another one, which can be cut. */
export interface Link {
  readonly port: number;
  readonly state: LinkState;
  /** Connections that were stalled are reset when it becomes whole: what was swallowed never arrives. */
  set(state: LinkState): void;
  close(): Promise<void>;
}

/**
 * Listens on loopback and hands each connection on to the first of the ports that takes it, in turn: with several of them it shares the connections
 * out, and one that is down loses nothing that another could take.
 */
export async function startLink(port: number, to: readonly number[]): Promise<Link> {
  const pairs = new Set<readonly Socket[]>();
  let state: LinkState = 'whole';
  let turn = 0;

  const server = createServer((incoming) => {
    incoming.on('error', () => undefined);
    if (state === 'cut') return void incoming.resetAndDestroy();
    if (state === 'stalled') {
      const pair = [incoming];
      pairs.add(pair);
      incoming.once('close', () => pairs.delete(pair)).resume();
      return;
    }
    turn += 1;
    void reach([...to.slice(turn % to.length), ...to.slice(0, turn % to.length)]).then((outgoing) =>
      outgoing === null || state !== 'whole' ? drop([incoming, outgoing]) : join(incoming, outgoing),
    );
  });

  function join(incoming: Socket, outgoing: Socket): void {
    const pair = [incoming, outgoing];
    pairs.add(pair);
    for (const [from, towards] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      from.on('data', (chunk) => {
        if (state !== 'whole') return;
        if (!towards.write(chunk)) from.pause();
      });
      towards.on('drain', () => from.resume());
      from.on('error', () => undefined);
      from.once('end', () => state === 'whole' && towards.end());
      from.once('close', () => {
        // Across a network that is stalled neither side hears that the other is gone: the pair is dropped when it is mended.
        if (state !== 'whole') return;
        pairs.delete(pair);
        towards.destroy();
      });
    }
  }

  await listening(server, port);
  return {
    port,
    get state() {
      return state;
    },
    set(wanted) {
      if (wanted !== 'stalled') for (const pair of pairs) drop(pair);
      state = wanted;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const pair of pairs) drop(pair);
      await closed;
    },
  };
}

function drop(sockets: readonly (Socket | null)[]): void {
  for (const socket of sockets) socket?.resetAndDestroy();
}

async function reach(ports: readonly number[]): Promise<Socket | null> {
  for (const port of ports) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket.setNoDelay(true);
    } catch {
      socket.destroy();
    }
  }
  return null;
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
