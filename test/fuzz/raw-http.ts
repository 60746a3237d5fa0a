import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One answer, as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** A request as bytes: its head by lines, and whatever follows. */
export function rawRequest(lines: readonly string[], body: Buffer | string = ''): Buffer {
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

/**
 * Sends bytes and reads until the other side closes, or there are as many answers as are waited for: whoever promises a body and sends none is not
 * hung up on at once. Interim answers (`100 Continue`) are left out.
 */
export async function exchangeRaw(port: number, bytes: Buffer, awaited = 1): Promise<readonly RawAnswer[]> {
  const socket = await connected(port);
  const received = collected(socket);
  socket.on('data', () => answersIn(received()).length >= awaited && socket.destroySoon());
  socket.write(bytes);
  await once(socket, 'close');
  return answersIn(received());
}

export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // Being hung up on is what many of these requests ask for.
  socket.on('error', () => undefined);
  return socket;
}

/** What a socket has received so far, now and at every later call. */
export function collected(socket: Socket): () => string {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('latin1');
}

/** The final answers in what was received. */
export function answersIn(received: string): readonly RawAnswer[] {
  return received
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((text) => text !== '')
    .map((text) => {
      const [headers = '', ...body] = text.split('\r\n\r\n');
      return { status: Number(headers.slice(9, 12)), headers, body: body.join('\r\n\r\n') };
    })
    .filter(({ status }) => status >= 200);
}
