import { type Actor, DECISIONS, type DecisionKind } from './case.ts';
import type { DecisionRequest } from './messages.ts';

/** An evidence edit as typed into the Temporal UI: plain words, still to be kept in the store. */
export interface TypedEdit {
  readonly disputeId: string | undefined;
  readonly revision: number | undefined;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly by: Actor;
}

/** Reads a `decide` Signal; a sentence instead when it is not one. */
export function readDecisionSignal(value: unknown): DecisionRequest | string {
  if (!isRecord(value)) return 'A decision is an object such as {"decision": "challenge"}.';
  const decision = DECISIONS.find((kind): kind is DecisionKind => kind === value['decision']);
  if (decision === undefined) return `"decision" must be one of ${DECISIONS.join(', ')}.`;
  return (
    wrongType(value) ?? {
      decision,
      disputeId: text(value['disputeId'] ?? value['dispute_id']),
      evidenceRevision: count(value['evidenceRevision'] ?? value['evidence_revision']),
      confirm: text(value['confirm']),
      note: text(value['note']),
      by: personTyping(value),
    }
  );
}

/** Reads an `editEvidence` Signal; a sentence instead when it is not one. */
export function readEditSignal(value: unknown): TypedEdit | string {
  const fields = isRecord(value) ? value['fields'] : undefined;
  if (!isRecord(value) || !isRecord(fields))
    return 'An edit is an object such as {"fields": {"notes": "…"}}.';
  const wrong = Object.entries(fields).find(([, words]) => words !== null && typeof words !== 'string');
  if (wrong !== undefined) return `"${wrong[0]}" must be a text, or null to clear it.`;
  return (
    wrongType(value) ?? {
      disputeId: text(value['disputeId'] ?? value['dispute_id']),
      revision: count(value['revision']),
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, words]) => [
          name,
          typeof words === 'string' && words !== '' ? words : null,
        ]),
      ),
      by: personTyping(value),
    }
  );
}

/** Says what is there and no use. Overlooking it would act on another dispute, or on a revision nobody has seen. */
function wrongType(value: Record<string, unknown>): string | null {
  const given = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  const noText = given.find(([name, entry]) => TEXTS.has(name) && typeof entry !== 'string');
  if (noText !== undefined) return `"${noText[0]}" must be a text.`;
  const noCount = given.find(([name, entry]) => COUNTS.has(name) && !Number.isInteger(entry));
  return noCount === undefined ? null : `"${noCount[0]}" must be a whole number.`;
}

const TEXTS = new Set(['disputeId', 'dispute_id', 'confirm', 'note', 'by']);
const COUNTS = new Set(['revision', 'evidenceRevision', 'evidence_revision']);

function personTyping(value: Record<string, unknown>): Actor {
  return { type: 'person', id: text(value['by']) ?? 'unnamed', via: 'temporal' };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
