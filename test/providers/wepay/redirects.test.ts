import { expect, test } from 'vitest';
import type { Provider } from '../../../src/providers/provider.ts';
import { json, startScriptedServer } from '../scripted-server.ts';
import { unstopped, wepayAt, wepayDispute } from './samples.ts';

const ID = 'd-1';
const DOCUMENT = {
  name: 'invoice.pdf',
  type: 'application/pdf',
  bytes: Buffer.from('%PDF'),
  slot: 'invoice',
  merchantId: 'acc-1',
} as const;
/** One of each kind of request: without a body, with one, with a document and the risk token. */
const CALLS: readonly ((wepay: Provider) => Promise<unknown>)[] = [
  (wepay) => wepay.readDispute(ID, unstopped()),
  (wepay) => wepay.concede(ID, unstopped()),
  (wepay) => wepay.uploadFile(DOCUMENT, unstopped()),
];

test.each([301, 302, 303, 307, 308])(
  'a redirect to another host is not followed (%i): nothing reaches it, token or text, and the call says it got no answer',
  async (status) => {
    await using elsewhere = await startScriptedServer((_, response) =>
      json(response, 200, wepayDispute({ id: ID })),
    );
    await using wepay = await startScriptedServer(({ path }, response) =>
      response.writeHead(status, { location: elsewhere.url + path }).end(),
    );
    for (const call of CALLS)
      await expect(call(wepayAt(wepay.url))).rejects.toMatchObject({
        name: 'ProviderError',
        kind: 'unreadable',
      });
    expect(elsewhere.requests).toEqual([]);
    expect(wepay.requests).toHaveLength(CALLS.length);
  },
);
