/** One thing asked of Whop: how a sentence about it goes, and the permission it needs. */
export interface Operation {
  /** Completes "Whop refused to …". */
  readonly does: string;
  /** What it is about; completes "Whop cannot find …". */
  readonly object: string;
  /** Null where Whop documents none. */
  readonly permission: string | null;
}

/**
 * Every call Recourse makes. Permissions: the table "Permissions" of seed 000 (Whop's guide to refunds and disputes); for alerts, payments
 * and companies, which that table leaves out, the comments of the SDK's own methods.
 */
export const OPERATIONS = {
  readDispute: {
    does: 'show the dispute',
    object: 'the dispute',
    permission: 'payment:dispute:read',
  },
  listDisputes: {
    does: 'list disputes',
    object: 'the company',
    permission: 'payment:dispute:read',
  },
  readAlert: {
    does: 'show the dispute alert',
    object: 'the dispute alert',
    permission: 'payment:dispute_alert:read',
  },
  listAlerts: {
    does: 'list dispute alerts',
    object: 'the company',
    permission: 'payment:dispute_alert:read',
  },
  readPayment: {
    does: 'show the payment',
    object: 'the payment',
    permission: 'payment:basic:read',
  },
  listPayments: {
    does: 'list payments',
    object: 'the company',
    permission: 'payment:basic:read',
  },
  readCompany: {
    does: 'show the company',
    object: 'the company',
    permission: 'company:basic:read',
  },
  stageEvidence: {
    does: 'change the evidence',
    object: 'the dispute',
    permission: 'payment:dispute',
  },
  submitEvidence: {
    does: 'take the submission',
    object: 'the dispute',
    permission: 'payment:dispute',
  },
  createFile: { does: 'take a file', object: 'the file', permission: null },
  readFile: { does: 'show the file', object: 'the file', permission: null },
} as const satisfies Record<string, Operation>;
