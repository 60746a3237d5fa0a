import type { Logger } from 'pino';
import type { MerchantChannel } from './domain/merchant-news.ts';

/** Tells merchants by a log line, for whoever collects the logs; what they are told also stands in the case's time line. */
export function createMerchantLog(log: Logger): MerchantChannel {
  return {
    tell(news) {
      log.info({ news }, 'news for the merchant');
      return Promise.resolve();
    },
  };
}
