import type { Dispute } from './case.ts';
import { type Instant, type Millis, instant, millis, minus, plus } from './instant.ts';
import type { WorkflowPolicy } from './messages.ts';

/**
 * When the policy acts because nobody else did: the margin before the deadline, or, when less than that was left once the deadline became known, half
 * of what was left. Null without a deadline.
 */
export function silenceMoment(dispute: Dispute, policy: WorkflowPolicy): Instant | null {
  if (dispute.respondBy === null) return null;
  const deadline = millis(dispute.respondBy);
  const known = millis(dispute.respondByKnownAt);
  const atMargin = deadline - policy.response.margin;
  if (atMargin >= known) return instant(atMargin);
  return instant(Math.max(known, known + Math.floor((deadline - known) / 2)));
}

/** What people go by: the deadline, else an estimate of it. Only the deadline itself is ever acted upon. */
export function expectedBy({ respondBy, respondByEstimate }: Dispute): Instant | null {
  return respondBy ?? respondByEstimate;
}

/** Reminders that lie after the moment the deadline became known, as milliseconds before it, longest first. */
export function reminders(dispute: Dispute, policy: WorkflowPolicy): readonly Millis[] {
  const by = expectedBy(dispute);
  if (by === null) return [];
  return policy.response.reminders.filter((before) => minus(by, before) > dispute.respondByKnownAt);
}

/** When an alert of which no dispute comes ends by itself. */
export function alertEnd({ createdAt, firstSeenAt }: Dispute, policy: WorkflowPolicy): Instant {
  return plus(createdAt ?? firstSeenAt, policy.alerts.window);
}

/** The next reminder's moment; null when none is left. */
export function nextReminder(dispute: Dispute, policy: WorkflowPolicy): Instant | null {
  const by = expectedBy(dispute);
  const next = reminders(dispute, policy).find((before) => !dispute.reminded.includes(before));
  return by === null || next === undefined ? null : minus(by, next);
}

/** Whether the deadline has come. */
export function isPast(deadline: Instant | null, now: Instant): boolean {
  return deadline !== null && millis(deadline) <= millis(now);
}

/** A span in the words people use: `7 days`, `6 hours`, `45 minutes`. */
export function spanInWords(span: Millis): string {
  const [size, unit] =
    span >= 2 * 86_400_000
      ? [86_400_000, 'day']
      : span >= 3_600_000
        ? [3_600_000, 'hour']
        : [60_000, 'minute'];
  const count = Math.max(1, Math.round(span / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
