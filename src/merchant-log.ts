import type { Logger } from 'pino';
import type { MerchantChannel } from './domain/merchant-news.ts';

/** Tells merchants by a log line, for whoever collects the logs; what they are told also stands in the case's time line. */
export function createMerchantLog(log: Logger): MerchantChannel {
  return {
    tell({ id, what, merchantId }) {
      log.info({ id, what, merchant: merchantId }, 'the merchant is told');
      return Promise.resolve();
    },
  };
}
