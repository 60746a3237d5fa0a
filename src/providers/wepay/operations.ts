/** One thing asked of WePay, in the words its errors are told with. */
export interface Operation {
  /** What it is called where calls are counted and traced. */
  readonly name: string;
  /** Begins a sentence: "Reading the dispute …". */
  readonly doing: string;
  /** What WePay cannot find when it answers 404. */
  readonly object: string;
  /** The settings WePay knows us by. */
  readonly credentials: string;
  /** The setting that says where it is asked. */
  readonly address: string;
}

const API = { credentials: 'WEPAY_APP_ID and WEPAY_APP_TOKEN', address: 'WEPAY_BASE_URL' };
const UPLOADS = { credentials: 'WEPAY_APP_ID and WEPAY_RISK_TOKEN', address: 'WEPAY_UPLOADS_URL' };

/** Every call Recourse makes. */
export const OPERATIONS = {
  readDispute: { name: 'readDispute', doing: 'Reading the dispute', object: 'the dispute', ...API },
  listDisputes: { name: 'listDisputes', doing: 'Listing disputes', object: 'the list of disputes', ...API },
  challenge: { name: 'challenge', doing: 'Challenging the dispute', object: 'the dispute', ...API },
  concede: { name: 'concede', doing: 'Conceding the dispute', object: 'the dispute', ...API },
  listNotifications: {
    name: 'listNotifications',
    doing: 'Listing notifications',
    object: 'the list of notifications',
    ...API,
  },
  readPayment: { name: 'readPayment', doing: 'Reading the payment', object: 'the payment', ...API },
  listPayments: { name: 'listPayments', doing: 'Listing payments', object: 'the list of payments', ...API },
  refund: { name: 'refund', doing: 'Refunding the payment', object: 'the payment', ...API },
  readRefund: { name: 'readRefund', doing: 'Reading the refund', object: 'the refund', ...API },
  listRefunds: { name: 'listRefunds', doing: 'Listing refunds', object: 'the payment', ...API },
  upload: { name: 'upload', doing: 'Uploading the document', object: "the merchant's account", ...UPLOADS },
} as const satisfies Record<string, Operation>;
