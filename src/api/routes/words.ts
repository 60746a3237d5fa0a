/** What routes have in common in the API's description. */
export const TAG = 'Disputes';
export const REFUNDS_TAG = 'Refunds';
export const NEWS_TAG = 'Notifications';
export const SIGN_IN_TAG = 'Signing in';

export const NO_CASE = {
  404: 'There is no such case, or it is of a merchant the token may not see.',
} as const;
export const NO_REFUND = {
  404: 'There is no such refund, or it is of a merchant the token may not see.',
} as const;
export const NO_STORE = { 503: 'The store is out of reach: try again.' } as const;
export const CASE_MOVED = { 308: 'The case goes on under the id in Location.' } as const;
export const NO_WORKER = {
  503: 'No worker answered in 5 s, or Temporal or the store is out of reach: repeat it.',
} as const;
