import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { CaseFile } from '../domain/case-file.ts';
import { describeCase } from '../domain/describe.ts';
import { summariseCase } from '../domain/summary.ts';
import {
  DISPUTE_REASON,
  DISPUTE_STAGE,
  DISPUTE_STATUS,
  MERCHANT_ID,
  PAYMENT_ID,
  PROVIDER,
  RESPONSE_DEADLINE,
} from './search-attributes.ts';

/** Shows a case in the Temporal UI. Attributes are sent only when they changed, as each sending costs an event. */
export class Presentation {
  #shown = '';

  update(file: CaseFile): void {
    setCurrentDetails(describeCase(file));
    const attributes = attributesOf(file);
    const shown = JSON.stringify(attributes);
    if (shown === this.#shown) return;
    upsertSearchAttributes(attributes);
    this.#shown = shown;
  }
}

function attributesOf(file: CaseFile): SearchAttributeUpdatePair[] {
  const { state } = file;
  const { stage, status, reason, respondBy } = summariseCase(state);
  return [
    { key: PROVIDER, value: state.provider },
    { key: MERCHANT_ID, value: state.merchantId },
    { key: PAYMENT_ID, value: state.paymentId },
    { key: DISPUTE_STAGE, value: stage },
    { key: DISPUTE_STATUS, value: status },
    { key: DISPUTE_REASON, value: reason },
    { key: RESPONSE_DEADLINE, value: respondBy === null ? null : new Date(respondBy) },
  ];
}
