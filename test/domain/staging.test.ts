import { describe, expect, test } from 'vitest';
import { applyDecision } from '../../src/domain/decisions.ts';
import { edit } from '../../src/domain/edits.ts';
import type { CaseFile } from '../../src/domain/case-file.ts';
import type { DecisionKind } from '../../src/domain/case.ts';
import { staged, takeHeldEvidence, wantedTexts } from '../../src/domain/evidence.ts';
import { HOUR, type Instant, MINUTE, SECOND, plus } from '../../src/domain/instant.ts';
import { stage } from '../../src/workflows/answer-steps.ts';
import type { World } from '../../src/workflows/world.ts';
import { ANN, after, disputeIn, fileRead, held, noted, reading, text, texts } from './builders.ts';

const never = () => {
  throw new Error('not called here');
};
/** What a staging calls nothing of. */
const NOTHING_ELSE: Omit<World, 'now' | 'stage'> = {
  readAll: never,
  readOne: never,
  seal: never,
  upload: never,
  submit: never,
  concede: never,
  askForRefund: never,
  handOver: never,
  failureOf: never,
  outcomeOf: never,
};

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

test('a staging that shows nothing of what is held there now is a staging all the same', async () => {
  const file = fileRead([reading()], { holding: { notes: 'old' } });
  write(file, { notes: 'ours' }, after(MINUTE));
  const world = {
    now: () => after(MINUTE),
    stage: () =>
      Promise.resolve({ outcome: 'staged', reading: reading(), replaced: {}, evidenceHash: 'hash' } as const),
  };
  await stage(file, disputeIn(file), Object.assign(world, NOTHING_ELSE));
  expect(disputeIn(file)).toMatchObject({ stageAt: null, held: { fields: texts({ notes: 'ours' }) } });
});
