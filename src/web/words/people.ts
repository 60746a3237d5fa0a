import { word } from './cases.ts';

const ROLES: Readonly<Record<string, string>> = {
  viewer: 'Viewer: may look',
  responder: 'Responder: edits evidence and proposes',
  approver: 'Approver: also decides and refunds',
  admin: 'Admin: also settles what is in doubt',
};

/** A role and what it may do. */
export function roleWords(role: string): string {
  return word(ROLES, role);
}
