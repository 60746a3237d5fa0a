import { describe, expect, test } from 'vitest';
import { applyDecision, edit } from '../../src/domain/acts.ts';
import type { CaseFile } from '../../src/domain/case-file.ts';
import type { DecisionKind } from '../../src/domain/case.ts';
import { prefill, staged, takeHeldEvidence, wantedTexts } from '../../src/domain/evidence.ts';
import { HOUR, type Instant, MINUTE, SECOND, plus } from '../../src/domain/instant.ts';
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

/** A staging of the present draft that began and ended at one moment. */
function stageAll(file: CaseFile, now: Instant): void {
  const dispute = disputeIn(file);
  const { revision } = dispute.draft;
  staged(
    dispute,
    { held: { fields: wantedTexts(file, dispute), files: {} }, revision, clearing: false },
    now,
  );
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

describe('a read that lags behind our staging', () => {
  test('is not somebody’s change', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    write(file, { notes: 'ours' }, after(MINUTE));
    stageAll(file, after(MINUTE));
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'old' }), after(MINUTE + SECOND));
    expect(fieldsOf(file)).toEqual(texts({ notes: 'ours' }));
    expect(disputeIn(file).held?.fields).toEqual(texts({ notes: 'ours' }));
  });

  test('by several stagings is none either', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    for (const [index, words] of ['first', 'second', 'third'].entries()) {
      write(file, { notes: words }, after(index * 5 * SECOND));
      stageAll(file, after(index * 5 * SECOND + 3 * SECOND));
    }
    for (const words of ['old', 'first', 'second'])
      takeHeldEvidence(file, disputeIn(file), held({ notes: words }), after(20 * SECOND));
    expect(fieldsOf(file)).toEqual(texts({ notes: 'third' }));
    expect(noted(file)).not.toContain('evidence_changed_elsewhere');
  });

  test('still shows what somebody else changed in another text', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    write(file, { notes: 'ours' }, after(MINUTE));
    stageAll(file, after(MINUTE));
    takeHeldEvidence(
      file,
      disputeIn(file),
      held({ notes: 'old', service_date: 'e' }),
      after(MINUTE + SECOND),
    );
    expect(fieldsOf(file)).toEqual(texts({ notes: 'ours', service_date: 'e' }));
  });

  test('long after it is somebody who put the old text back', () => {
    const file = fileRead([reading()], { holding: { notes: 'old' } });
    write(file, { notes: 'ours' }, after(MINUTE));
    stageAll(file, after(MINUTE));
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'old' }), after(HOUR));
    expect(fieldsOf(file)).toEqual(texts({ notes: 'old' }));
  });
});

describe('staging', () => {
  test('combines a burst of edits and is not put off by the next one', () => {
    const file = fileRead();
    write(file, { notes: 'a' }, after(MINUTE));
    const due = disputeIn(file).stageAt;
    write(file, { notes: 'b' }, plus(after(MINUTE), SECOND));
    expect(disputeIn(file).stageAt).toBe(due);
    expect(due).toBe(plus(after(MINUTE), 2 * SECOND));
  });

  test('in flight during an edit is followed by another', () => {
    const file = fileRead();
    const dispute = disputeIn(file);
    write(file, { notes: 'a' }, after(MINUTE));
    const { revision } = dispute.draft;
    write(file, { notes: 'b' }, after(MINUTE + SECOND));
    staged(dispute, { held: held({ notes: 'a' }), revision, clearing: false }, after(MINUTE + 3 * SECOND));
    expect(dispute.stageAt).toBe(after(MINUTE + 5 * SECOND));
    stageAll(file, after(MINUTE + 6 * SECOND));
    expect(dispute.stageAt).toBeNull();
  });

  test('in flight while a person concedes is cleared again', () => {
    const file = fileRead([reading()], { holding: { service_date: 'd' } });
    const dispute = disputeIn(file);
    write(file, { notes: 'a' }, after(MINUTE));
    decideOn(file, 'concede', after(MINUTE + SECOND));
    expect(dispute.stageAt).toBeNull();
    const now = held({ notes: 'a', service_date: 'd' });
    staged(dispute, { held: now, revision: 2, clearing: false }, after(MINUTE + 2 * SECOND));
    expect(dispute.stageAt).toBe(after(MINUTE + 2 * SECOND));
    expect(wantedTexts(file, dispute)).toEqual(texts({ service_date: 'd' }));
    staged(dispute, { held: held({ service_date: 'd' }), revision: 2, clearing: true }, after(2 * MINUTE));
    expect(dispute).toMatchObject({ stageAt: null, stagedFields: [] });
  });

  test('whose answer was lost and shows in the next read is ours, and is cleared on conceding', () => {
    const file = fileRead();
    write(file, { notes: 'ours' }, after(MINUTE));
    takeHeldEvidence(file, disputeIn(file), held({ notes: 'ours' }), after(2 * MINUTE));
    expect(noted(file)).not.toContain('evidence_changed_elsewhere');
    decideOn(file, 'concede', after(3 * MINUTE));
    expect(disputeIn(file).stageAt).toBe(after(3 * MINUTE));
    expect(wantedTexts(file, disputeIn(file))).toEqual({});
  });

  test('conceding before anything was staged has nothing to clear', () => {
    const file = fileRead([reading()], { holding: { service_date: 'd' } });
    decideOn(file, 'concede', after(MINUTE));
    expect(disputeIn(file).stageAt).toBeNull();
  });
});
