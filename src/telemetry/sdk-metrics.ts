import type { MetricsExporterConfig } from '@temporalio/worker';
import { SECOND, type Millis } from '../domain/instant.ts';
import { freePorts } from '../temporal/server/ports.ts';

const READ_WITHIN: Millis = 2 * SECOND;
const TRIES = 3;

/**
 * Has Temporal's SDK count what its workers do (tasks, latencies, cached workflows), and answers with how to read that as Prometheus text.
 * The SDK's native part serves it on a port of its own, so it is given a free one on loopback, which only this process asks.
 *
 * @param install - sets the SDK up; throws when somebody took the port meanwhile
 */
export async function sdkMetrics(
  install: (metrics: MetricsExporterConfig) => void,
): Promise<() => Promise<string>> {
  for (let attempt = 1; ; attempt += 1) {
    const [port = 0] = await freePorts(1);
    const bindAddress = `127.0.0.1:${port}`;
    try {
      install({
        prometheus: {
          bindAddress,
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
        },
      });
      return () => read(bindAddress);
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}

/** Without an answer there is no text: the other metrics are wanted all the more. */
async function read(address: string): Promise<string> {
  try {
    const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(READ_WITHIN) });
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}
