import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { REFUND_MESSAGE } from '../domain/refund-messages.ts';
import type { Refund, RefundEvent, RefundRequest, RefundResolution } from '../domain/refund.ts';

export const requestRefund = defineSignal<[RefundRequest]>(REFUND_MESSAGE.request);
export const refundEvent = defineSignal<[RefundEvent]>(REFUND_MESSAGE.event);
export const refundSettled = defineSignal<[string]>(REFUND_MESSAGE.settled);
export const resolveRefund = defineUpdate<void, [RefundResolution]>(REFUND_MESSAGE.resolve);
export const refundState = defineQuery<Refund>(REFUND_MESSAGE.state);
