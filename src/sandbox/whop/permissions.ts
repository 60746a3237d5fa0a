/** The permissions Whop's routes ask for. Source: seed 000 and the SDK's notes on each method. */
export const PERMISSIONS = [
  'payment:basic:read',
  'payment:manage',
  'payment:dispute',
  'payment:dispute:read',
  'payment:dispute_alert:read',
  'payment:resolution_center_case:read',
  'plan:basic:read',
  'access_pass:basic:read',
  'company:basic:read',
  'promo_code:basic:read',
  'member:basic:read',
  'member:email:read',
  'member:phone:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What every view of a dispute needs besides its own permission. */
const ABOUT_DISPUTES = [
  'plan:basic:read',
  'access_pass:basic:read',
  'company:basic:read',
  'payment:basic:read',
] as const satisfies readonly Permission[];

const ALERTS = [
  'payment:dispute_alert:read',
  'payment:basic:read',
  'payment:dispute:read',
] as const satisfies readonly Permission[];

const PAYMENTS = [
  'payment:basic:read',
  'plan:basic:read',
  'access_pass:basic:read',
  'promo_code:basic:read',
] as const satisfies readonly Permission[];

/**
 * What each route refuses to work without. The `member:*` permissions are missing on purpose, and on payments also the one on disputes:
 * without those Whop answers, with null in place of what may not be seen.
 */
export const NEEDED = {
  'disputes.list': ['payment:dispute:read', ...ABOUT_DISPUTES],
  'disputes.retrieve': ['payment:dispute:read', ...ABOUT_DISPUTES],
  'disputes.update_evidence': ['payment:dispute', ...ABOUT_DISPUTES],
  'disputes.submit_evidence': ['payment:dispute', ...ABOUT_DISPUTES],
  'dispute_alerts.list': ALERTS,
  'dispute_alerts.retrieve': ALERTS,
  'payments.list': PAYMENTS,
  'payments.retrieve': PAYMENTS,
  'payments.refund': ['payment:manage', 'plan:basic:read', 'access_pass:basic:read', 'promo_code:basic:read'],
  'refunds.list': ['payment:basic:read'],
  'refunds.retrieve': ['payment:basic:read', 'plan:basic:read', 'access_pass:basic:read'],
  'companies.retrieve': ['company:basic:read'],
  'files.create': [],
  'files.retrieve': [],
} as const satisfies Record<string, readonly Permission[]>;

export type WhopRouteName = keyof typeof NEEDED;
