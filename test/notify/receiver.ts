import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What was posted. */
export interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A program that is told, on a port of this machine. */
export interface Receiver {
  readonly port: number;
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on; 204 at first. */
  answer: (res: ServerResponse) => void;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer((req, res) => void take(req, res));
  const receiver: Receiver = {
    port: 0,
    url: '',
    received: [],
    answer: (res) => res.writeHead(204).end(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await text(req);
    const headers = Object.fromEntries(
      Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
    );
    receiver.received.push({ path: req.url ?? '', headers, body });
    receiver.answer(res);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver listens on a port');
  return Object.assign(receiver, { port: address.port, url: `http://127.0.0.1:${address.port}/hook` });
}
