import type { Millis } from '../domain/instant.ts';

/** Waits for work no longer than a deadline; what the work does after that is not waited for and its failure is nobody's. */
export async function within<T>(deadline: Millis, work: Promise<T>, late: () => Error): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(late()), deadline).unref();
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
