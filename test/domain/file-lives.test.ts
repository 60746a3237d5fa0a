import { describe, expect, test } from 'vitest';
import { decide, refuseDecision } from '../../src/domain/decisions.ts';
import type { EvidenceFile } from '../../src/domain/case.ts';
import { nextTick, tick } from '../../src/domain/clock.ts';
import { HOUR, type Millis, MINUTE } from '../../src/domain/instant.ts';
import { plan } from '../../src/domain/plan.ts';
import { takeCall } from '../../src/domain/doubt.ts';
import { prepared, uploaded } from '../../src/domain/preparation.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import {
  aFileIn,
  after,
  ANN,
  attention,
  disputeIn,
  failure,
  fileRead,
  noted,
  reading,
  START,
} from './builders.ts';

const { wepay } = CAPABILITIES;
const CHALLENGE = { decision: 'challenge', by: ANN } as const;

/** A case of a provider whose files die, with one file in its draft. */
function caseWith(item: EvidenceFile) {
  const file = fileRead([reading({ editable: null })], { capabilities: wepay });
  disputeIn(file).draft.files = [item];
  return file;
}

/** A document somebody else handed over. */
function foreign(diesIn: Millis): EvidenceFile {
  const item = aFileIn('tracking', 'docu-1');
  return { ...item, sha256: null, providerFileId: 'docu-1', providerFileExpiresAt: after(diesIn) };
}

describe('a document somebody else handed over', () => {
  test('is warned of four hours before it dies, and asked for anew when it has', () => {
    const file = caseWith(foreign(6 * HOUR));
    tick(file, START);
    expect(attention(file)).toEqual([]);
    expect(nextTick(file, disputeIn(file), START).map(({ at }) => at)).toEqual(
      expect.arrayContaining([after(2 * HOUR), after(6 * HOUR)]),
    );
    tick(file, after(2 * HOUR));
    expect(file.state.attention).toMatchObject([{ kind: 'document_expired', reason: /until/ }].map(matching));
    tick(file, after(6 * HOUR));
    expect(file.state.attention).toMatchObject(
      [{ kind: 'document_expired', reason: /no more/ }].map(matching),
    );
  });

  test('keeps a challenge from being decided once it is dead, until it is taken out', () => {
    const file = caseWith(foreign(HOUR));
    expect(refuseDecision(file, CHALLENGE, after(2 * HOUR))?.message).toContain('upload it again');
    disputeIn(file).draft.files = [];
    expect(refuseDecision(file, CHALLENGE, after(2 * HOUR))).toBeNull();
    tick(file, after(2 * HOUR));
    expect(attention(file)).not.toContain('document_expired');
  });

  test('is never handed over by us', () => {
    const file = caseWith(foreign(HOUR));
    decide(file, CHALLENGE, START);
    expect(plan(file, START).do).toBe('prepare');
  });
});

/** Decided on, handed over, and about to be sent. */
function ready() {
  const file = caseWith(aFileIn('tracking'));
  decide(file, CHALLENGE, START);
  uploaded(file, disputeIn(file), 'file_tracking', 'docu-1', START);
  prepared(file, disputeIn(file), 'hash', START);
  return file;
}

describe('a file of ours', () => {
  test('is handed over only once the answer is decided, and again when it is about to die before it was sent', () => {
    expect(plan(caseWith(aFileIn('tracking')), START).do).not.toBe('upload');
    const file = ready();
    expect(plan(file, after(23 * HOUR)).do).toBe('submit');
    expect(plan(file, after(24 * HOUR - 5 * MINUTE)).do).toBe('upload');
  });

  test('after a first refusal it is handed over anew and sent once more; after a second a person is asked', () => {
    const file = ready();
    const refused = { kind: 'declined', failure: failure('refused') } as const;
    takeCall(file, disputeIn(file), refused, START);
    expect(noted(file)).toContain('documents_renewed');
    expect(attention(file)).toEqual([]);
    expect(plan(file, START)).toMatchObject({ do: 'upload', fileId: 'file_tracking' });
    uploaded(file, disputeIn(file), 'file_tracking', 'docu-2', START);
    expect(plan(file, START).do).toBe('submit');
    takeCall(file, disputeIn(file), refused, START);
    expect(attention(file)).toEqual(['provider_refused']);
    expect(disputeIn(file)).toMatchObject({ decision: null, submission: null });
  });
});

function matching({ kind, reason }: { readonly kind: string; readonly reason: RegExp }) {
  return { kind, reason: expect.stringMatching(reason) };
}
