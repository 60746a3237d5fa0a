import type { CaseFile } from './case-file.ts';
import type { Actor, Dispute } from './case.ts';
import { takeDraftOver } from './evidence.ts';
import { earliest, type Instant, millis } from './instant.ts';
import { openDispute } from './opening.ts';
import type { DisputeReading, HeldEvidence } from './provider.ts';
import { rulingOf, takeDisputeReading } from './reading.ts';

/**
 * Takes in what a provider says that cannot be asked. All it ever said is kept, and how each dispute stands follows from the whole of it by a rule that
 * knows no order: webhooks may come late, twice or backwards, and the end is the same.
 */
export function takeStatement(file: CaseFile, statement: DisputeReading, now: Instant, by: Actor): void {
  const known = file.state.disputes.flatMap(({ statements }) => statements);
  const all = new Map([...known, statement].map((item) => [JSON.stringify(item), item]));
  const groups = byDispute([...all.values()]);
  for (const [id, statements] of groups) {
    const { reading, contradicts } = merged(id, statements);
    const dispute = file.dispute(id) ?? named(file, id, groups) ?? openDispute(file, reading, now, by);
    dispute.statements = statements;
    // What had been joined up may stand for itself again once there is more to choose from.
    dispute.supersededBy = null;
    takeWhole(dispute, reading);
    takeDisputeReading(file, dispute, reading, now, by);
    if (groups.size > 1 && statements.every(({ unnamed }) => unnamed === true)) {
      const reason =
        'It was not said which dispute of this payment it is about: ask the provider, and watch the money.';
      file.attend(now, 'rulings_contradict', dispute, reason);
    } else if (contradicts) {
      const reason =
        'The provider said both won and lost, and not which came last: ask it, and watch the money.';
      file.attend(now, 'rulings_contradict', dispute, reason);
    } else file.unattend('rulings_contradict', dispute);
  }
  for (const dispute of file.state.disputes) {
    if (dispute.statements.length > 0 && !groups.has(dispute.id)) joinUp(file, dispute, groups, now);
  }
}

/** What else only fills gaps is replaced here: all that was ever said is in this one reading. */
function takeWhole(dispute: Dispute, reading: DisputeReading): void {
  const {
    amount,
    reason,
    providerReason,
    createdAt,
    providerStage = null,
    respondByEstimate = null,
  } = reading;
  Object.assign(dispute, {
    amount,
    reason,
    providerReason,
    createdAt,
    providerStage,
    respondByEstimate,
    funds: [],
  });
}

type Groups = ReadonlyMap<string, readonly DisputeReading[]>;

/** Whose statement each one is. One that does not name its dispute is of the one dispute that its amount and currency fit, as far as they are given; where they fit several it stands for itself. */
function byDispute(statements: readonly DisputeReading[]): Groups {
  const groups = Map.groupBy(
    statements.filter(({ unnamed }) => unnamed !== true),
    ({ id }) => id,
  );
  const homes = [...groups];
  const joined = new Map<string, DisputeReading[]>(groups);
  for (const statement of statements.filter(({ unnamed }) => unnamed === true)) {
    const fitting = homes.filter(([, group]) => group.every((other) => fits(statement, other)));
    const id = fitting.length === 1 ? (fitting[0]?.[0] ?? statement.id) : statement.id;
    joined.set(id, [...(joined.get(id) ?? []), statement]);
  }
  return joined;
}

function fits(a: DisputeReading, b: DisputeReading): boolean {
  const [one, other] = [a.statedAmount ?? null, b.statedAmount ?? null];
  if (one !== null && other !== null && one !== other) return false;
  return a.amount === null || b.amount === null || a.amount.currency === b.amount.currency;
}

/** What a dispute's statements say together. */
interface Merged {
  readonly reading: DisputeReading;
  /** It was said to be won and to be lost, and not which is the later. */
  readonly contradicts: boolean;
}

/**
 * The statement with the latest time says how it stands. One without a time counts only as a ruling, which beats an opening; against another ruling nobody
 * can tell, and neither is believed. What the leading statement leaves out is taken from the next one that says it.
 */
function merged(id: string, statements: readonly DisputeReading[]): Merged {
  const ordered = statements.toSorted(latestFirst);
  const timed = ordered.find(({ asOf }) => asOf !== null && asOf !== undefined);
  const rulings = ordered.filter(
    (item) => rulingOf(item.status) !== null && (item === timed || !item.asOf || isTied(item, timed)),
  );
  const words = [...new Set(rulings.map(({ providerStatus }) => providerStatus))];
  const contradicts = new Set(rulings.map(({ status }) => status)).size > 1;
  const first = rulings[0] ?? timed ?? ordered[0];
  if (first === undefined) throw new RangeError('a dispute without a statement');
  const told = [first, ...ordered];
  return {
    contradicts,
    reading: {
      ...first,
      id,
      // Over for the answer, and open for the ruling.
      ...(contradicts && { status: 'under_review', providerStatus: words.toSorted().join(' and ') }),
      paymentId: stated(told, ({ paymentId }) => paymentId),
      merchantId: stated(told, ({ merchantId }) => merchantId),
      amount: stated(told, ({ amount }) => amount),
      reason: stated(told, ({ reason }) => reason),
      providerReason: stated(told, ({ providerReason }) => providerReason),
      createdAt: earliest(...ordered.map(({ createdAt }) => createdAt)),
      respondByEstimate: earliest(...ordered.map(({ respondByEstimate }) => respondByEstimate ?? null)),
      funds: ordered.flatMap(({ funds = [] }) => funds),
      evidence: evidenceOf(ordered),
    },
  };
}

/** By time, the latest first; the rest in an order of its own that has nothing to do with when it came. */
function latestFirst(a: DisputeReading, b: DisputeReading): number {
  const ages = timeOf(b) - timeOf(a);
  return ages !== 0 ? ages : JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function timeOf({ asOf }: DisputeReading): number {
  return asOf ? millis(asOf) : Number.MIN_SAFE_INTEGER;
}

function isTied(item: DisputeReading, timed: DisputeReading | undefined): boolean {
  return timed !== undefined && item.asOf === timed.asOf;
}

function stated<T>(told: readonly DisputeReading[], field: (reading: DisputeReading) => T | null): T | null {
  return told.map(field).find((value) => value !== null) ?? null;
}

/** Each field as it was last said: what a later webhook leaves out is not taken back. */
function evidenceOf(ordered: readonly DisputeReading[]): HeldEvidence {
  const told = ordered.flatMap(({ evidence }) => (evidence === null ? [] : [evidence])).toReversed();
  return {
    fields: Object.assign({}, ...told.map(({ fields }) => fields)),
    files: Object.assign({}, ...told.map(({ files }) => files)),
  };
}

/** A dispute that was opened without its name, which a later statement gives: it goes on under that name. */
function named(file: CaseFile, id: string, groups: Groups): Dispute | null {
  const unnamed = file.state.disputes.find(
    ({ id: old, statements }) =>
      !groups.has(old) && statements.some((statement) => includes(groups.get(id), statement)),
  );
  if (unnamed === undefined) return null;
  const dispute: Dispute = { ...unnamed, id };
  file.state.disputes = file.state.disputes.map((item) => (item === unnamed ? dispute : item));
  file.state.attention = file.state.attention.map((item) =>
    item.disputeId === unnamed.id ? { ...item, disputeId: id } : item,
  );
  return dispute;
}

/** Two that turn out to be one: what people did to the one without a name goes on with the other. */
function joinUp(file: CaseFile, unnamed: Dispute, groups: Groups, now: Instant): void {
  const [id] =
    [...groups].find(([, group]) => unnamed.statements.some((item) => includes(group, item))) ?? [];
  const home = id === undefined ? null : file.dispute(id);
  if (home === null || unnamed.supersededBy !== null) return;
  unnamed.supersededBy = home.id;
  unnamed.statements = [];
  file.unattendAll(unnamed);
  takeDraftOver(file, unnamed, home, now);
  home.decision ??= unnamed.decision;
  home.submission ??= unnamed.submission;
}

function includes(group: readonly DisputeReading[] | undefined, statement: DisputeReading): boolean {
  const wanted = JSON.stringify(statement);
  return group?.some((item) => JSON.stringify(item) === wanted) ?? false;
}
