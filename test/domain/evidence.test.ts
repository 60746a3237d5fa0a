import { describe, expect, test } from 'vitest';
import { applyDecision } from '../../src/domain/decisions.ts';
import { edit } from '../../src/domain/edits.ts';
import type { CaseFile } from '../../src/domain/case-file.ts';
import type { DecisionKind } from '../../src/domain/case.ts';
import { prefill, takeHeldEvidence } from '../../src/domain/evidence.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import { takeReadResult } from '../../src/domain/reads.ts';
import {
  ANN,
  START,
  after,
  alertReading,
  disputeIn,
  event,
  fileRead,
  fileWith,
  held,
  noted,
  payment,
  readResult,
  reading,
  text,
  texts,
} from './builders.ts';

/** A person's edit; null clears. */
function write(file: CaseFile, fields: Readonly<Record<string, string | null>>, now: Instant): void {
  const refs = Object.entries(fields).map(([name, words]) => [name, words === null ? null : text(words)]);
  edit(file, { fields: Object.fromEntries(refs), by: ANN }, now);
}

function decideOn(file: CaseFile, kind: DecisionKind, at: Instant): void {
  const dispute = disputeIn(file);
  const evidenceRevision = dispute.draft.revision;
  applyDecision(file, dispute, { kind, by: ANN, at, note: null, evidenceRevision });
}

const fieldsOf = (file: CaseFile) => disputeIn(file).draft.fields;

describe('the draft', () => {
  test('starts from what the provider holds, under what people wrote meanwhile', () => {
    const file = fileWith();
    write(file, { notes: 'ours' }, START);
    takeHeldEvidence(
      file,
      disputeIn(file),
      held({ notes: 'theirs', service_date: '2026-01-01' }),
      after(SECOND),
    );
    expect(fieldsOf(file)).toEqual(texts({ notes: 'ours', service_date: '2026-01-01' }));
    expect(disputeIn(file).stageAt).not.toBeNull();
  });

  test('keeps files the provider has under the provider’s own ids', () => {
    const file = fileWith();
    const files = { uncategorized_attachment: { id: 'file_9', name: null } };
    takeHeldEvidence(file, disputeIn(file), { fields: {}, files }, START);
    expect(disputeIn(file).draft.files).toMatchObject([
      { id: 'file_9', slot: 'uncategorized_attachment', sha256: null, providerFileId: 'file_9' },
    ]);
  });

  test('is filled from the payment once, and a field a person clears stays clear', () => {
    const file = fileWith();
    const offered = payment({ customer_name: 'Jane', product_description: 'a year' });
    takeReadResult(file, readResult({ disputes: [reading({ evidence: held() })], payment: offered }), START);
    expect(fieldsOf(file)).toEqual(texts({ customer_name: 'Jane', product_description: 'a year' }));
    write(file, { customer_name: null }, after(HOUR));
    takeReadResult(
      file,
      readResult({ disputes: [reading({ evidence: held() })], payment: offered }),
      after(2 * HOUR),
    );
    expect(fieldsOf(file)).toEqual(texts({ product_description: 'a year' }));
    expect(noted(file).filter((kind) => kind === 'evidence_prefilled')).toHaveLength(1);
  });

  test('of an alert carries over into the dispute that comes of it, cleared fields included', () => {
    const file = fileWith([alertReading()]);
    takeReadResult(file, readResult({ payment: payment({ customer_name: 'Jane', notes: 'n' }) }), START);
    write(file, { notes: null, access_activity_log: 'signed in' }, after(HOUR));
    takeEvent(file, event(reading()), after(2 * HOUR));
    takeReadResult(file, readResult({ disputes: [reading({ evidence: held() })] }), after(2 * HOUR));
    expect(disputeIn(file, 'dp_1').draft.fields).toEqual(
      texts({ customer_name: 'Jane', access_activity_log: 'signed in' }),
    );
    expect(disputeIn(file, 'dp_1').draft.touched).toBe(true);
  });

  test('that nobody sees any more is left alone', () => {
    const file = fileWith([alertReading(), reading()]);
    file.state.paymentEvidence = texts({ customer_name: 'Jane' });
    prefill(file, disputeIn(file, 'dspa_1'), START);
    expect(disputeIn(file, 'dspa_1').draft.revision).toBe(0);
  });
});

describe('somebody changes the evidence at the provider', () => {
  test('and it becomes a revision here', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    const before = disputeIn(file).draft.revision;
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'new', service_date: 'today' }), after(HOUR));
    expect(fieldsOf(file)).toEqual(texts({ notes: 'new', service_date: 'today' }));
    expect(disputeIn(file).draft.revision).toBe(before + 1);
    expect(noted(file).at(-1)).toBe('evidence_changed_elsewhere');
  });

  test('and clears a field: it is cleared here', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    takeHeldEvidence(file, disputeIn(file), held(), after(HOUR));
    expect(fieldsOf(file)).toEqual({});
  });

  test('while a person changes the same text here: ours stays in the draft, theirs in the time line', () => {
    const file = fileRead([reading()], { holding: { notes: 'old', service_date: 'd' } });
    write(file, { notes: 'ours' }, after(MINUTE));
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'theirs', service_date: 'e' }), after(2 * MINUTE));
    expect(fieldsOf(file)).toEqual(texts({ notes: 'ours', service_date: 'e' }));
    const { data } = file.unrecorded.at(-1) ?? {};
    expect(data).toMatchObject({ fields: { notes: { sha256: 'theirs' } }, taken: ['service_date'] });
    expect(disputeIn(file).stageAt).not.toBeNull();
  });

  test('after the decision: what was decided is what is sent, and theirs is written down', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    decideOn(file, 'challenge', after(MINUTE));
    const { revision } = disputeIn(file).draft;
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'theirs' }), after(HOUR));
    expect(fieldsOf(file)).toEqual(texts({ notes: 'old' }));
    expect(disputeIn(file).draft.revision).toBe(revision);
    expect(file.unrecorded.at(-1)?.data).toMatchObject({ taken: [] });
  });

  test('gives the policy another chance to answer after a refusal', () => {
    const file = fileRead();
    disputeIn(file).silenceNotBefore = after(2 * HOUR);
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'theirs' }), after(HOUR));
    expect(disputeIn(file).silenceNotBefore).toBeNull();
  });
});
