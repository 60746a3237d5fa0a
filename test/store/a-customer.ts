import { createHash } from 'node:crypto';
import type { CaseState, Dispute } from '../../src/domain/case.ts';
import type { TextRef } from '../../src/domain/text.ts';
import type { Store } from '../../src/store/store.ts';
import { keepTexts } from '../../src/store/named-texts.ts';
import { aCase, anEntry, NOON } from './a-case.ts';
import { aRefund } from './a-refund.ts';

/** Somebody whose payment was disputed, with everything that is kept of them anywhere. */
export interface Customer {
  readonly caseId: string;
  readonly mail: string;
  /** By each of these the customer could be known. */
  readonly words: readonly string[];
}

/** Keeps a case that was answered, ruled and closed, and a refund; `word` makes it another customer's. */
export async function keepCustomer(
  store: Store,
  word: string,
  changes: Partial<CaseState> = {},
): Promise<Customer> {
  const caseId = `whop:pay_${word}`;
  const mail = `${word}@mail.test`;
  const fields = {
    customer_name: `Frau ${word} Meier`,
    customer_email_address: mail,
    billing_address: `1 ${word}-street`,
    notes: `${word} wrote to us twice.`,
  };
  const refs = await keepTexts(store, caseId, fields);
  const bytes = Buffer.from(`The signature of ${word}, as bytes.`);
  const name = `letter of ${word}.pdf`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const type = 'application/pdf';
  await store.putFile(caseId, { id: `file_${word}`, name, type, sha256, bytes });
  const note = `${word} rang and was angry.`;
  const by = { type: 'person', id: 'ann', via: 'page' } as const;
  const ruled: Partial<Dispute> = {
    status: 'lost',
    draft: {
      revision: 3,
      fields: refs,
      files: [
        { id: `file_${word}`, slot: 'receipt', name, size: bytes.length, type, sha256, providerFileId: 'f' },
      ],
      touched: true,
    },
    held: { fields: refs, files: { receipt: { id: 'f', name } } },
    heldBefore: [{ evidence: { fields: refs, files: {} }, at: NOON }],
    decision: { kind: 'challenge', by, at: NOON, note, evidenceRevision: 3 },
    submission: { step: 'done', at: NOON, by: 'us', evidenceHash: 'hash-of-the-answer' },
    ruling: { outcome: 'lost', at: NOON },
  };
  const state = aCase(`pay_${word}`, {}, { paymentEvidence: refs, open: false, nextSeq: 4, ...changes });
  const disputes = state.disputes.map((dispute) => ({ ...dispute, ...ruled }));
  const about = { disputeId: disputes[0]?.id ?? null, actor: by };
  await store.recordCase({ ...state, disputes }, [
    anEntry(1),
    anEntry(2, { ...about, kind: 'decided', data: { decision: 'challenge', note } }),
    anEntry(3, { ...about, kind: 'evidence_edited', data: { revision: 3, fields: asJson(refs) } }),
  ]);
  const refund = aRefund(
    `key-${word[0]}`,
    { status: 'succeeded', reason: `${word} asked for it` },
    `pay_${word}`,
  );
  await store.reserveRefund(refund, 'hash-of-the-request');
  await store.recordRefund(refund);
  const hashes = Object.values(refs).map((ref) => ref.sha256);
  return {
    caseId,
    mail,
    words: [...Object.values(fields), note, name, bytes.toString(), refund.reason ?? '', ...hashes, sha256],
  };
}

function asJson(refs: Readonly<Record<string, TextRef>>) {
  return Object.fromEntries(
    Object.entries(refs).map(([name, { sha256, chars }]) => [name, { sha256, chars }]),
  );
}
