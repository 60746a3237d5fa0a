import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decisions.ts';
import { tick } from '../../src/domain/clock.ts';
import { missingEvidence } from '../../src/domain/completeness.ts';
import { describeCase } from '../../src/domain/describe.ts';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { REASONS } from '../../src/domain/provider.ts';
import { takeReadResult } from '../../src/domain/reads.ts';
import { foregroundDispute, summariseCase } from '../../src/domain/summary.ts';
import { WHOP_CAPABILITIES } from '../../src/providers/whop/capabilities.ts';
import {
  ANN,
  START,
  aFileIn,
  after,
  alertReading,
  beforeDeadline,
  disputeIn,
  emptyFile,
  fileRead,
  fileWith,
  held,
  payment,
  readResult,
  reading,
  text,
} from './builders.ts';

describe('what a case is about', () => {
  const soon = reading({ id: 'dp_soon', respondBy: after(2 * DAY) });
  const later = reading({ id: 'dp_later', respondBy: after(5 * DAY) });
  const endless = reading({ id: 'dp_endless', respondBy: null });
  const reviewed = reading({ id: 'dp_reviewed', status: 'under_review' });
  const old = reading({ id: 'dp_old', status: 'lost', createdAt: after(-9 * DAY) });
  const recent = reading({ id: 'dp_recent', status: 'won', createdAt: after(-DAY) });

  test.each([
    ['the earliest that can be answered', [old, endless, later, soon, reviewed], 'dp_soon'],
    ['one without a deadline after all that have one', [endless, later], 'dp_later'],
    ['else one under review', [recent, reviewed, old], 'dp_reviewed'],
    ['else the newest', [old, recent], 'dp_recent'],
  ])('%s', (_, about, id) => {
    expect(foregroundDispute(fileWith(about).state)?.id).toBe(id);
  });

  test('an alert stands for it until its dispute comes', () => {
    const file = fileWith([alertReading()]);
    expect(summariseCase(file.state)).toMatchObject({
      stage: 'alert',
      status: 'needs_response',
      answerable: false,
    });
    expect(summariseCase(fileWith([alertReading(), soon]).state)).toMatchObject({
      stage: 'chargeback',
      respondBy: soon.respondBy,
      answerable: true,
    });
  });

  test('nothing yet', () => {
    expect(summariseCase(emptyFile().state)).toMatchObject({
      stage: 'other',
      status: 'other',
      answerable: false,
    });
  });

  test('with what needs a person since when', () => {
    const file = fileRead();
    expect(summariseCase(file.state).needsAttention).toBeNull();
    tick(file, beforeDeadline(DAY));
    expect(summariseCase(file.state).needsAttention).toMatchObject({
      since: beforeDeadline(DAY),
      reason: expect.stringContaining('product_description'),
    });
  });
});

describe('complete evidence', () => {
  test.each(REASONS)('for the complaint %s needs something, and can be had', (reason) => {
    const dispute = disputeIn(fileRead([reading({ reason })]));
    expect(missingEvidence(dispute, WHOP_CAPABILITIES)).not.toEqual([]);
    const names = Object.keys(WHOP_CAPABILITIES.fields);
    dispute.draft.fields = Object.fromEntries(names.map((name) => [name, text(name)]));
    expect(missingEvidence(dispute, WHOP_CAPABILITIES)).toEqual([]);
  });

  test('may be a text or a file, whichever is there', () => {
    const dispute = disputeIn(fileRead([reading({ reason: 'cancelled' })]));
    dispute.draft.fields = { product_description: text('x') };
    expect(missingEvidence(dispute, WHOP_CAPABILITIES)).toEqual([
      ['cancellation_policy_disclosure', 'cancellation_policy_attachment'],
    ]);
    dispute.draft.files = [aFileIn('cancellation_policy_attachment')];
    expect(missingEvidence(dispute, WHOP_CAPABILITIES)).toEqual([]);
  });

  test('is never asked for in a field the provider has not', () => {
    const dispute = disputeIn(fileRead());
    const capabilities = { ...WHOP_CAPABILITIES, fields: { customer_name: 100 }, slots: {} };
    expect(missingEvidence(dispute, capabilities)).toEqual([['customer_name']]);
  });

  test('without a reason is that of any complaint', () => {
    const dispute = disputeIn(fileRead([reading({ reason: null })]));
    expect(missingEvidence(dispute, WHOP_CAPABILITIES)).toContainEqual(['product_description']);
  });
});

describe('the case as the Temporal UI shows it', () => {
  test('says what waits, what happens by itself and when', () => {
    const file = fileRead();
    expect(describeCase(file)).toContain(
      `if nobody decides: \`submit_if_complete\` at ${beforeDeadline(DAY)}`,
    );
    decide(file, { decision: 'challenge', by: ANN }, START);
    expect(describeCase(file)).toContain('Decided: **challenge** by ann');
    const ruled = fileWith([reading({ status: 'won' })]);
    expect(describeCase(ruled)).toContain('Ruling: **won**');
    expect(describeCase(fileWith([reading({ status: 'under_review' })]))).toContain('(elsewhere)');
  });

  test('leaves out a person whose name is a mail address', () => {
    const file = fileRead();
    const by = { ...ANN, id: 'ann@shop.test' };
    decide(file, { decision: 'challenge', authority: 'propose', by }, START);
    expect(describeCase(file)).toContain('Proposed: **challenge**, waits');
    decide(file, { decision: 'challenge', by: { ...by, id: 'ben@shop.test' } }, START);
    expect(describeCase(file)).toContain(`Decided: **challenge** at ${START}`);
    expect(describeCase(file)).not.toContain('@');
  });

  test('holds no text of the evidence and nothing of the customer', () => {
    const file = fileWith();
    const offered = { customer_name: 'Jane Doe', customer_email_address: 'jane@example.com' };
    const told = [reading({ evidence: held({ access_activity_log: '203.0.113.24' }) })];
    takeReadResult(file, readResult({ disputes: told, payment: payment(offered) }), after(HOUR));
    expect(describeCase(file)).toContain('3 texts');
    for (const words of [...Object.values(offered), '203.0.113.24'])
      expect(describeCase(file)).not.toContain(words);
    expect(file.unrecorded.map(({ summary }) => summary).join(' ')).not.toMatch(/Jane|203\.0/);
  });
});
