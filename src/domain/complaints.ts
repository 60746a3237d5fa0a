import type { Reason } from './provider.ts';

/** Something an answer needs. */
export interface Need {
  /** Text fields and file slots, of whatever provider, any one of which fills it. */
  readonly names: readonly string[];
  /** One sentence: what it shows. */
  readonly why: string;
}

/** A cardholder's complaint in words, and what answers it. */
export interface Complaint {
  readonly label: string;
  /** One sentence: what the cardholder says. */
  readonly meaning: string;
  /** One sentence: what wins such a dispute. */
  readonly wins: string;
  readonly needs: readonly Need[];
}

const PRODUCT = ['product_description', 'item_description', 'itemized_receipt', 'invoice'];
const USED = [
  'access_activity_log',
  'customer_communication_attachment',
  'customer_communication',
  'ip_logins',
  'correspondence',
];
const DELIVERED = ['shipping_documentation', 'service_documentation', 'tracking', ...USED];
const REFUND_POLICY = [
  'refund_policy_disclosure',
  'refund_policy_attachment',
  'refund_policy',
  'return_policy',
];
const CANCELLATION_POLICY = [
  'cancellation_policy_disclosure',
  'cancellation_policy_attachment',
  'cancellation_policy',
  'cancelation_request',
  'contract',
  'signed_contract',
];
const NOTES = ['notes', 'uncategorized_attachment', 'uncategorized_text', 'uncategorized_file'];

const NAME: Need = {
  names: ['customer_name'],
  why: 'A name that matches the card ties the purchase to the cardholder.',
};
const MAIL: Need = {
  names: ['customer_email_address'],
  why: 'A mail address the cardholder uses elsewhere too shows who bought.',
};
const WHAT_WAS_SOLD: Need = {
  names: PRODUCT,
  why: 'The bank has to learn what was bought before it can judge anything else.',
};
/** The written statement a provider wants with every answer. Source: seed 002. */
const STATEMENT: Need = {
  names: ['explanation'],
  why: 'Your own account of what happened holds the documents together: few are read without one.',
};
const OTHER_FACTS: Need = {
  names: NOTES,
  why: 'What no other field asks for, and what speaks against the complaint, has to be told somewhere.',
};

/**
 * What each complaint is about and what an answer to it needs, as the networks ask for it. Sources: the evidence tables of seeds 000, 002 and 003; the
 * reasons' own rules.
 */
export const COMPLAINTS: Readonly<Record<Reason, Complaint>> = {
  fraudulent: {
    label: 'Fraudulent',
    meaning: 'The cardholder says that they did not make or allow this payment.',
    wins: 'Proof that the cardholder bought or used it: their own name and mail, log-ins, addresses, messages after the purchase.',
    needs: [
      NAME,
      MAIL,
      WHAT_WAS_SOLD,
      {
        names: USED,
        why: 'Log-ins, network addresses or messages after the purchase show that the cardholder took part.',
      },
      STATEMENT,
    ],
  },
  unrecognized: {
    label: 'Unrecognised',
    meaning: 'The cardholder does not recognise the charge on their statement.',
    wins: 'Whatever reminds them: who bought, what it was, and under which name it stands on the statement.',
    needs: [NAME, MAIL, WHAT_WAS_SOLD, STATEMENT],
  },
  not_received: {
    label: 'Not received',
    meaning: 'The cardholder says that what they paid for never came.',
    wins: 'Proof that it was delivered or used on time: tracking to their address, or log-ins after the purchase.',
    needs: [
      WHAT_WAS_SOLD,
      {
        names: ['service_date', 'shipping_date'],
        why: 'The bank compares the day of delivery or service with the day of the complaint.',
      },
      {
        names: DELIVERED,
        why: 'Tracking, a signature, or a log of use proves that it reached the customer.',
      },
      STATEMENT,
    ],
  },
  not_as_described: {
    label: 'Not as described',
    meaning: 'The cardholder says that what came is faulty, or not what was promised.',
    wins: 'The description as it stood before the purchase, and a refund policy the customer had agreed to and did not use.',
    needs: [
      {
        names: PRODUCT,
        why: 'What was promised before the purchase is what the bank holds against the complaint.',
      },
      {
        names: REFUND_POLICY,
        why: 'It shows which way was open to a customer who was not content.',
      },
      STATEMENT,
    ],
  },
  cancelled: {
    label: 'Cancelled',
    meaning: 'The cardholder says that they had cancelled and were charged all the same.',
    wins: 'The cancellation terms they agreed to, and proof that they did not cancel in time or went on using it.',
    needs: [
      WHAT_WAS_SOLD,
      {
        names: CANCELLATION_POLICY,
        why: 'The terms the customer agreed to say how and until when one could cancel.',
      },
      STATEMENT,
    ],
  },
  credit_not_processed: {
    label: 'Credit not processed',
    meaning: 'The cardholder says that a refund they were promised never came.',
    wins: 'Proof that it was refunded already, or terms under which no refund was owed.',
    needs: [
      {
        names: [...REFUND_POLICY, 'proof_of_credit'],
        why: 'Proof of the credit ends it; else the terms have to show that none was owed.',
      },
      {
        names: ['refund_refusal_explanation', 'explanation'],
        why: 'The bank has to read why no refund was owed, or when it was made.',
      },
    ],
  },
  duplicate: {
    label: 'Duplicate',
    meaning: 'The cardholder says that they were charged twice for one purchase.',
    wins: 'Two orders or periods shown side by side, or proof that the second charge was refunded.',
    needs: [
      {
        names: PRODUCT,
        why: 'Only what each charge paid for tells two purchases from one charged twice.',
      },
      {
        names: ['duplicate_charge_explanation', 'duplicate_charge_documentation', ...NOTES],
        why: 'The bank has to read why both charges stand.',
      },
      STATEMENT,
    ],
  },
  processing: {
    label: 'Processing error',
    meaning: 'The bank says that the charge was made wrongly: a wrong amount, currency, account or day.',
    wins: 'A receipt that shows the amount, currency and day the customer agreed to.',
    needs: [WHAT_WAS_SOLD, OTHER_FACTS, STATEMENT],
  },
  other: {
    label: 'Other',
    meaning: 'The bank gives a reason that none of the usual complaints covers, or gives none.',
    wins: "What was sold, proof that it was delivered, and an answer to the bank's own words.",
    needs: [WHAT_WAS_SOLD, OTHER_FACTS, STATEMENT],
  },
};
