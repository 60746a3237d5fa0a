/** One thing asked of Whop, in the words its errors are told with. */
export interface Operation {
  /** What it is called where calls are counted and traced. */
  readonly name: string;
  /** Begins a sentence: "Reading the dispute …". */
  readonly doing: string;
  /** What Whop cannot find when it answers 404. */
  readonly object: string;
  /** The permission it needs; null where Whop documents none. */
  readonly permission: string | null;
}

/**
 * Every call Recourse makes. Permissions: the table "Permissions" of seed 000 (Whop's guide to refunds and disputes); for alerts, payments
 * and companies, which that table leaves out, the comments of the SDK's own methods.
 */
export const OPERATIONS = {
  readDispute: {
    name: 'readDispute',
    doing: 'Reading the dispute',
    object: 'the dispute',
    permission: 'payment:dispute:read',
  },
  listDisputes: {
    name: 'listDisputes',
    doing: 'Listing disputes',
    object: 'the company',
    permission: 'payment:dispute:read',
  },
  readAlert: {
    name: 'readAlert',
    doing: 'Reading the dispute alert',
    object: 'the dispute alert',
    permission: 'payment:dispute_alert:read',
  },
  listAlerts: {
    name: 'listAlerts',
    doing: 'Listing dispute alerts',
    object: 'the company',
    permission: 'payment:dispute_alert:read',
  },
  readPayment: {
    name: 'readPayment',
    doing: 'Reading the payment',
    object: 'the payment',
    permission: 'payment:basic:read',
  },
  listPayments: {
    name: 'listPayments',
    doing: 'Listing payments',
    object: 'the company',
    permission: 'payment:basic:read',
  },
  refund: {
    name: 'refund',
    doing: 'Refunding the payment',
    object: 'the payment',
    permission: 'payment:manage',
  },
  readRefund: {
    name: 'readRefund',
    doing: 'Reading the refund',
    object: 'the refund',
    permission: 'payment:basic:read',
  },
  listRefunds: {
    name: 'listRefunds',
    doing: 'Listing refunds',
    object: 'the company or payment',
    permission: 'payment:basic:read',
  },
  readCompany: {
    name: 'readCompany',
    doing: 'Reading the company',
    object: 'the company',
    permission: 'company:basic:read',
  },
  stageEvidence: {
    name: 'stageEvidence',
    doing: 'Changing the evidence',
    object: 'the dispute',
    permission: 'payment:dispute',
  },
  submitEvidence: {
    name: 'submitEvidence',
    doing: 'Submitting the evidence',
    object: 'the dispute',
    permission: 'payment:dispute',
  },
  createFile: { name: 'createFile', doing: 'Creating the file', object: 'the file', permission: null },
  sendFile: { name: 'sendFile', doing: 'Sending the file', object: 'the file', permission: null },
  readFile: { name: 'readFile', doing: 'Looking at the file', object: 'the file', permission: null },
} as const satisfies Record<string, Operation>;
