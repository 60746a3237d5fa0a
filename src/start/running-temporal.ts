import type { Config } from '../config.ts';
import { OperatorError } from '../operator-error.ts';
import type { TemporalTarget } from '../temporal/connection.ts';
import { TEMPORAL, addressOf } from './children.ts';
import { withKeptKey, withKeysSet } from './encryption-keys.ts';
import { lastPorts } from './kept-ports.ts';
import { RunRecord } from './run-record.ts';

/**
 * The Temporal of the system that is running: the one the settings name, else the one a start runs on the data folder.
 *
 * @throws OperatorError when there is neither, or nothing says how what it stores is encrypted
 */
export async function runningTemporal(config: Config): Promise<TemporalTarget> {
  const { temporal, temporalNamespace: namespace, dataDir } = config;
  if (temporal !== null) return withKeysSet(temporal, config, 'what reaches TEMPORAL_ADDRESS');
  const ports = await lastPorts(dataDir);
  if (ports === null || !(await new RunRecord(dataDir).isRunning(TEMPORAL))) {
    throw new OperatorError(
      `Nothing is running on RECOURSE_DATA_DIR ${dataDir}: start it first, or set TEMPORAL_ADDRESS to the host:port of the Temporal in use.`,
    );
  }
  return withKeptKey({ address: addressOf(ports.temporal), namespace, credentials: {} }, config);
}
