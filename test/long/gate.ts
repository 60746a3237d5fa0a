import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Course, Route } from './course.ts';

/** Stands before a server, lets everything through, and shows each call to the life it belongs to, which may hold it. */
export interface Gate {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What came in, read to its end. */
interface Message {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export async function startGate(behind: Behind): Promise<Gate> {
  const server = createServer((request, response) => {
    pass(request, response, { ...behind, own: originOf(address()) }).catch(() => response.destroy());
  });
  const address = (): number => {
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('The gate is not open.');
    return bound.port;
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: originOf(address()),
    port: address(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What a gate stands before. */
interface Behind {
  /** Where the server behind it listens, on loopback. */
  readonly port: number;
  readonly routeOf: (path: string) => Route;
  /** The life that a call belongs to, told from its path and body. */
  readonly courseOf: (text: string) => Course | null;
}

interface Way extends Behind {
  /** The gate's own origin. */
  readonly own: string;
}

async function pass(request: IncomingMessage, response: ServerResponse, way: Way): Promise<void> {
  const body = await bytesOf(request);
  const path = request.url ?? '/';
  const course = way.courseOf(`${path} ${body.toString('latin1')}`);
  const call = course?.arrived(way.routeOf(path), {
    method: request.method ?? '',
    path,
    body: body.toString(),
  });
  response.once('close', () => call?.left());
  if ((await call?.before()) === 'cut') return void response.destroy();
  const answer = await forward(request, body, way.port);
  const told = readdressed(answer, originOf(way.port), way.own);
  if ((await call?.after(told.toString())) === 'cut') return void response.destroy();
  const { 'transfer-encoding': _chunked, connection: _connection, ...headers } = answer.headers;
  response.writeHead(answer.status, { ...headers, 'content-length': told.length }).end(told);
}

async function forward(from: IncomingMessage, body: Buffer, port: number): Promise<Message> {
  const { host: _host, connection: _connection, 'transfer-encoding': _chunked, ...headers } = from.headers;
  const to = send({
    host: '127.0.0.1',
    port,
    method: from.method,
    path: from.url,
    headers: { ...headers, 'content-length': body.length },
    agent: false,
  });
  to.end(body);
  const [answer]: IncomingMessage[] = await once(to, 'response');
  if (answer === undefined) throw new Error('no answer');
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bytesOf(answer) };
}

/** Addresses the server gives of itself lead through the gate as well. */
function readdressed({ headers, body }: Message, from: string, to: string): Buffer {
  const isJson = headers['content-type']?.includes('json') === true;
  return isJson ? Buffer.from(body.toString().replaceAll(from, to)) : body;
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
