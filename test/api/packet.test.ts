import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaseFile, newCase } from '../../src/domain/case-file.ts';
import type { CaseState, Dispute, EvidenceFile } from '../../src/domain/case.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { createCcgProvider } from '../../src/providers/ccg/provider.ts';
import { keepTexts } from '../../src/store/named-texts.ts';
import type { Store } from '../../src/store/store.ts';
import { bearer, CCG_KEYS, ccgPayload, NOW } from '../providers/ccg/samples.ts';
import { whopAt } from '../providers/whop/samples.ts';
import { aCase } from '../store/a-case.ts';
import { ADMIN_OF_2, openApi, type Received, type TestApi, VIEWER } from './an-api.ts';
import { PDF, PNG } from './sample-files.ts';

const ccg = createCcgProvider({ webhookKeys: [CCG_KEYS.pem], merchantId: null });

let api: TestApi;
beforeAll(async () => {
  api = await openApi({
    providers: new Map([
      ['whop', whopAt('http://127.0.0.1:9')],
      ['ccg', ccg],
    ]),
  });
});
afterAll(() => api.close());

function entriesOf({ bytes: archive }: Received): Record<string, string> {
  const entries = unzipSync(new Uint8Array(archive));
  return Object.fromEntries(
    Object.entries(entries).map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]),
  );
}

function packet(caseId: string, query = ''): Promise<Received> {
  return api.send('GET', `/api/v1/disputes/${caseId}/packet${query}`, { token: VIEWER });
}

async function file(caseId: string, slot: string, name: string, bytes: Buffer): Promise<EvidenceFile> {
  const id = `file_${slot}_${name}`;
  await api.store.putFile(caseId, { id, name, type: 'application/pdf', sha256: 'ab', bytes });
  return { id, slot, name, size: bytes.length, type: 'application/pdf', sha256: 'ab', providerFileId: null };
}

async function drafted(
  state: CaseState,
  fields: Record<string, string>,
  files: readonly EvidenceFile[] = [],
): Promise<CaseState> {
  const kept = await keepTexts(api.store, state.id, fields);
  const disputes = state.disputes.map((dispute): Dispute => {
    const draft = { ...dispute.draft, revision: 3, fields: kept, files: [...files] };
    return { ...dispute, draft };
  });
  return { ...state, disputes };
}

/** A case at CCG, as its webhook opens it. */
async function ccgCase(): Promise<CaseState> {
  const raw = Buffer.from(JSON.stringify(ccgPayload({ merchantTransactionId: 'order-1' })));
  const { event } = await ccg.readWebhook(raw, await bearer(), NOW);
  const opened = new CaseFile(
    newCase('ccg:order-1', 'ccg', BUILT_IN_POLICY.version, NOW),
    BUILT_IN_POLICY,
    ccg.capabilities,
  );
  if (event !== null && 'reading' in event) takeEvent(opened, event, NOW);
  return opened.state;
}

describe('a packet', () => {
  test('holds every text and file of the draft, and a page that shows them', async () => {
    const files = [
      await file('ccg:order-1', 'receipt', 'invoice.pdf', PDF),
      await file('ccg:order-1', 'customer_communication', 'mail.png', PNG),
    ];
    const state = await drafted(await ccgCase(), { shipping_carrier: 'UPS', customer_name: 'Ann Ö' }, files);
    await api.keep(state);

    const answer = await packet('ccg:order-1');
    expect(answer).toMatchObject({ status: 200, type: 'application/zip' });
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename=packet-ccg-dp_1PIoq2I4dYE13Vva263rszkj.zip',
    );
    const entries = entriesOf(answer);
    expect(Object.keys(entries)).toEqual([
      'texts/customer_name.txt',
      'texts/shipping_carrier.txt',
      'files/customer_communication/mail.png',
      'files/receipt/invoice.pdf',
      'index.html',
    ]);
    expect(entries['files/receipt/invoice.pdf']).toBe(PDF.toString('latin1'));
    expect(entries['texts/customer_name.txt']).toBe(Buffer.from('Ann Ö').toString('latin1'));

    const page = Buffer.from(entries['index.html'] ?? '', 'latin1').toString('utf8');
    for (const part of [
      'order-1',
      'Ann Ö',
      'UPS',
      'href="files/receipt/invoice.pdf"',
      '0.50 USD',
      'fraudulent (FRAUDULENT)',
      'CCG takes no answer from here',
      '2024-06-04 09:18 UTC (an estimate',
      'access_activity_log',
    ])
      expect(page).toContain(part);
    expect(page).not.toMatch(/<script|undefined|\[object|https?:/);
  });

  test('of the same draft is the same, byte for byte', async () => {
    await api.keep(await drafted(aCase('same'), { notes: 'x', customer_name: 'y' }));
    expect((await packet('whop:same')).bytes).toEqual((await packet('whop:same')).bytes);
  });

  test('of a case nobody has filled is a page that says so', async () => {
    await api.keep(aCase('blank'));
    const entries = entriesOf(await packet('whop:blank'));
    expect(Object.keys(entries)).toEqual(['index.html']);
    expect(entries['index.html']).toContain('None.');
    expect(entries['index.html']).toContain('sent by Recourse');
  });

  test('is of the dispute that is asked for', async () => {
    const [first, second] = [aCase('two'), aCase('two', { id: 'dp_second' })];
    await api.keep({ ...first, disputes: [...first.disputes, ...second.disputes] });
    const answer = await packet('whop:two', '?dispute_id=dp_second');
    expect(answer.headers.get('content-disposition')).toContain('packet-whop-dp_second.zip');
    expect(entriesOf(answer)['index.html']).toContain('<h1>Dispute dp_second</h1>');
  });
});

describe('what people and providers wrote', () => {
  test('is text on the page and nothing else', async () => {
    const nasty = '</pre><script>alert(1)</script>\n"&\' <img src=x onerror=alert(1)>';
    const state = aCase('nasty', { providerReason: '<b>bold</b>' });
    await api.keep(await drafted(state, { notes: nasty }));
    const entries = entriesOf(await packet('whop:nasty'));
    expect(entries['texts/notes.txt']).toBe(nasty);
    expect(entries['index.html']).not.toMatch(/<script|<img|<b>/);
    expect(entries['index.html']).toContain('&lt;script&gt;');
  });

  test('leads out of no folder, and overwrites nothing', async () => {
    const id = 'whop:names';
    const files = [
      await file(id, 'uncategorized_attachment', '../../escape.pdf', PDF),
      await file(id, 'uncategorized_attachment', 'a.pdf', PDF),
      await file(id, 'uncategorized_attachment', 'A.pdf', PNG),
      await file(id, '../slot', 'con.pdf', PDF),
    ];
    await api.keep(await drafted(aCase('names'), { '../../x': 'y', notes: 'z' }, files));
    const paths = Object.keys(entriesOf(await packet(id)));
    expect(paths).toEqual([
      'texts/notes.txt',
      'texts/_.._x.txt',
      'files/uncategorized_attachment/_.._escape.pdf',
      'files/uncategorized_attachment/a.pdf',
      'files/uncategorized_attachment/A-2.pdf',
      'files/_slot/_con.pdf',
      'index.html',
    ]);
  });
});

describe('what is not there', () => {
  test('is listed: files that only the provider has', async () => {
    const elsewhere: EvidenceFile = {
      id: 'file_9',
      slot: 'uncategorized_attachment',
      name: 'theirs.pdf',
      size: null,
      type: null,
      sha256: null,
      providerFileId: 'file_9',
    };
    await api.keep(await drafted(aCase('theirs'), {}, [elsewhere]));
    const entries = entriesOf(await packet('whop:theirs'));
    expect(Object.keys(entries)).toEqual(['index.html']);
    expect(entries['index.html']).toMatch(/theirs\.pdf[^]*only the provider has it, as file_9/);
    expect(entries['index.html']).not.toContain('Not complete');
  });

  test('is warned of: texts and files that the store has lost', async () => {
    const lost = await file('whop:lost', 'uncategorized_attachment', 'gone.pdf', PDF);
    await api.store.deleteFile('whop:lost', lost.id);
    const state = await drafted(aCase('lost'), { notes: 'here' }, [lost]);
    for (const { draft } of state.disputes) draft.fields['customer_name'] = { sha256: 'none', chars: 1 };
    await api.keep(state);
    const entries = entriesOf(await packet('whop:lost'));
    expect(Object.keys(entries)).toEqual(['texts/notes.txt', 'index.html']);
    expect(entries['index.html']).toMatch(
      /Not complete: .*texts\/customer_name\.txt, files\/uncategorized_attachment\/gone\.pdf/,
    );
  });

  test('404 for a case or dispute that does not exist, and for one of another merchant', async () => {
    await api.keep(aCase('mine'));
    expect((await packet('whop:nobody')).status).toBe(404);
    expect((await packet('whop:mine', '?dispute_id=dp_other')).status).toBe(404);
    const path = '/api/v1/disputes/whop:mine/packet';
    expect((await api.send('GET', path, { token: ADMIN_OF_2 })).status).toBe(404);
    expect((await api.send('GET', path, { token: null })).status).toBe(401);
    expect((await packet('whop:mine', '?dispute=x')).status).toBe(400);
  });
});

test('a packet the store cannot finish is cut off rather than short', async () => {
  const store: Store = api.store;
  const files = [await file('whop:cut', 'uncategorized_attachment', 'a.pdf', Buffer.alloc(300_000, PDF))];
  await api.keep(await drafted(aCase('cut'), { notes: 'x'.repeat(100_000) }, files));
  const breaking = await openApi({
    store: new Proxy(store, {
      get(target, name) {
        if (name === 'getFile') return () => Promise.reject(new Error('The database does not answer.'));
        if (name === 'close') return async () => {};
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    }),
  });
  try {
    await expect(breaking.send('GET', '/api/v1/disputes/whop:cut/packet')).rejects.toThrow();
    expect((await breaking.send('GET', '/healthz')).status).toBe(200);
  } finally {
    await breaking.close();
  }
});

test("a caller who goes away in the middle is nobody's failure", async () => {
  const files = await Promise.all(
    [1, 2, 3].map((number) =>
      file('whop:away', 'uncategorized_attachment', `${number}.pdf`, Buffer.alloc(9_000_000, PDF)),
    ),
  );
  await api.keep(await drafted(aCase('away'), {}, files));
  api.logged.length = 0;
  const away = new AbortController();
  const response = await fetch(`${api.url}/api/v1/disputes/whop:away/packet`, {
    headers: { authorization: `Bearer ${VIEWER.token}` },
    signal: away.signal,
  });
  await response.body?.getReader().read();
  away.abort();
  await expect.poll(() => api.logged.filter((line) => line.includes('/packet')).length).toBeGreaterThan(0);
  expect(api.logged.join('')).not.toContain('a request failed');
});
