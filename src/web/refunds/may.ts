import type { MeView } from '../../api/schemas/session.ts';

/** Whether somebody may ask for a refund; the API says so again. */
export function mayRefund(me: MeView | undefined): boolean {
  return me?.role === 'approver' || me?.role === 'admin';
}

/** Whether somebody may settle what reading could not settle. */
export function maySettle(me: MeView | undefined): boolean {
  return me?.role === 'admin';
}
