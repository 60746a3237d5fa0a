import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseState, Dispute, EvidenceFile } from '../../src/domain/case.ts';
import { NOON, aCase } from '../store/a-case.ts';
import { ADMIN_OF_2, type TestApi, openApi } from './an-api.ts';

const LIBRARY = {
  script_url: 'https://static.wepay.example/helper.js',
  app_id: '121212',
  environment: 'stage',
} as const;

let api: TestApi;
beforeAll(async () => {
  api = await openApi({ browserLibraries: { wepay: LIBRARY } });
});
afterAll(() => api.close());

const WEPAY = { provider: 'wepay' } as const;
const FILE: EvidenceFile = {
  id: 'file_1',
  slot: 'uncategorized_attachment',
  name: 'receipt.pdf',
  size: 3_000,
  type: 'application/pdf',
  sha256: 'cd'.repeat(32),
  providerFileId: null,
};

/** Keeps a case whose only dispute has this draft. */
async function drafted(
  state: CaseState,
  texts: Readonly<Record<string, string>>,
  files: readonly EvidenceFile[] = [],
  changes: Partial<Dispute> = {},
): Promise<void> {
  const refs = await api.store.putTexts(state.id, Object.values(texts));
  const fields = Object.fromEntries(
    Object.keys(texts).flatMap((name, at) => (refs[at] === undefined ? [] : [[name, refs[at]]])),
  );
  const draft = { revision: 4, touched: true, fields, files: [...files] };
  await api.keep({ ...state, disputes: state.disputes.map((one) => ({ ...one, draft, ...changes })) });
}

async function preview(id: string) {
  const { status, json } = await api.send('GET', `/api/v1/disputes/${id}/preview`);
  expect(status).toBe(200);
  return json;
}

describe('the preview of an answer', () => {
  test('is what the provider gets, in the order a person reads it, with what is weak about it', async () => {
    await drafted(aCase('pay_1'), { notes: 'Used 47 times.', customer_name: 'Jane Doe' }, [FILE]);
    const { problems, ...answer } = await preview('whop:pay_1');
    expect(answer).toEqual({
      dispute_id: 'dp_of_pay_1',
      revision: 4,
      frozen: false,
      fields: [
        { name: 'customer_name', label: "Customer's name", text: 'Jane Doe' },
        { name: 'notes', label: 'Notes', text: 'Used 47 times.' },
      ],
      files: [
        {
          slot: 'uncategorized_attachment',
          label: 'Any other document',
          id: 'file_1',
          name: 'receipt.pdf',
          size: 3_000,
          type: 'application/pdf',
        },
      ],
      sendable: true,
    });
    expect(problems[0]).toEqual({
      severity: 'warning',
      about: 'customer_email_address',
      message:
        'Usually needed, and empty. A mail address the cardholder uses elsewhere too shows who bought.',
    });
  });

  test('says what stands in its way: nothing to send, files too large or of a wrong kind, documents that died', async () => {
    await drafted(aCase('empty', {}, WEPAY), { explanation: ' \n' });
    const empty = await preview('wepay:empty');
    expect(empty.sendable).toBe(false);
    expect(empty.problems[0]).toEqual({
      severity: 'error',
      about: null,
      message: 'Nothing is written and nothing is attached.',
    });
    const document = { ...FILE, slot: 'tracking', sha256: null, providerFileId: 'docu-1' };
    await drafted(aCase('files', {}, WEPAY), { explanation: 'It came.' }, [
      { ...document, providerFileExpiresAt: NOON },
      { ...FILE, id: 'file_2', slot: 'contract', size: 10_000_001 },
      { ...FILE, id: 'file_3', slot: 'contract', type: 'image/gif' },
      { ...FILE, id: 'file_4', slot: 'nowhere' },
    ]);
    const { problems, sendable } = await preview('wepay:files');
    expect(sendable).toBe(false);
    const errors = problems.filter(({ severity }: { severity: string }) => severity === 'error');
    expect(errors.map(({ about }: { about: string }) => about)).toEqual([
      'tracking',
      'contract',
      'contract',
      'nowhere',
    ]);
    expect(problems).toContainEqual(
      expect.objectContaining({ about: null, message: expect.stringContaining('All files together') }),
    );
  });

  test('leaves out what the provider has no field for, and says so', async () => {
    await drafted(aCase('extra', {}, WEPAY), { explanation: 'It came.', notes: 'x' });
    const { fields, problems } = await preview('wepay:extra');
    expect(fields.map(({ name }: { name: string }) => name)).toEqual(['explanation']);
    expect(problems).toContainEqual({
      severity: 'warning',
      about: 'notes',
      message: 'WePay has no such field: it is left out.',
    });
  });

  test('of what was decided otherwise, ruled or lost says that it is not sent', async () => {
    const by = { type: 'person', id: 'ann', via: 'api' } as const;
    const decision = { kind: 'concede', by, at: NOON, note: null, evidenceRevision: 4 } as const;
    await drafted(aCase('conceded'), { notes: 'x' }, [], { decision });
    const conceded = await preview('whop:conceded');
    expect(conceded).toMatchObject({ frozen: true, sendable: false });
    expect(conceded.problems[0].message).toBe('It was decided otherwise: concede.');
    await drafted(aCase('ruled'), {}, [], { ruling: { outcome: 'won', at: NOON }, status: 'won' });
    expect((await preview('whop:ruled')).problems[0].message).toBe('It has been ruled already: won.');
    const missing = { notes: { sha256: 'ab'.repeat(32), chars: 5 } };
    const draft = { revision: 1, touched: true, fields: missing, files: [] };
    await drafted(aCase('lost'), {}, [], { draft });
    expect((await preview('whop:lost')).problems[0]).toMatchObject({ severity: 'error', about: 'notes' });
  });

  test('is of what a person submits elsewhere where the provider takes no answer', async () => {
    await drafted(aCase('pay_1', {}, { provider: 'ccg' }), { product_description: 'A course.' });
    expect(await preview('ccg:pay_1')).toMatchObject({
      sendable: true,
      fields: [{ name: 'product_description', text: 'A course.' }],
    });
  });

  test('is nothing for whoever may not see the case, or for a dispute it does not have', async () => {
    const path = '/api/v1/disputes/whop:pay_1/preview';
    expect((await api.send('GET', path, { token: ADMIN_OF_2 })).status).toBe(404);
    expect((await api.send('GET', `${path}?dispute_id=dp_none`)).status).toBe(404);
  });
});

describe('the providers', () => {
  test('are described in words: every field and slot, and every complaint with what it needs there', async () => {
    const { json } = await api.send('GET', '/api/v1/providers');
    expect(
      json.data.map(({ provider, set_up }: { provider: string; set_up: boolean }) => [provider, set_up]),
    ).toEqual([
      ['whop', true],
      ['wepay', true],
      ['ccg', false],
    ]);
    for (const { fields, slots, reasons } of json.data) {
      for (const { name, label } of [...fields, ...slots]) {
        expect([name, label]).toEqual([name, expect.stringMatching(/^[A-Z]/)]);
      }
      const taken = [...fields, ...slots].map(({ name }: { name: string }) => name);
      for (const { needs } of Object.values<{ needs: { any_of: string[] }[] }>(reasons)) {
        expect(needs.length).toBeGreaterThan(0);
        for (const { any_of } of needs) expect(taken).toEqual(expect.arrayContaining(any_of));
      }
    }
    const [whop, wepay] = json.data;
    expect(whop.browser_library).toBeNull();
    expect(wepay).toMatchObject({ documents_by_id: true, browser_library: LIBRARY });
    expect(wepay.fields).toEqual([
      { name: 'explanation', label: 'Your statement', max_chars: 20_000, lines: 'many' },
    ]);
  });
});
