import type { Refusal } from './messages.ts';

/** Somebody was faster, or it is frozen, spent, ruled, past or impossible. */
export function conflict(message: string): Refusal {
  return { kind: 'conflict', message };
}

/** The request itself is wrong. */
export function invalid(message: string): Refusal {
  return { kind: 'invalid', message };
}
