import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { DAY } from '../domain/instant.ts';
import { GRPC, grpcDetails, grpcStatus, isTransient } from './grpc-status.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
import { OperatorError } from '../operator-error.ts';

/** Thrown when a namespace cannot be used as it is and may not be changed by us; the message says what to run. */
export class NamespaceNotReadyError extends OperatorError {
  override readonly name = 'NamespaceNotReadyError';
}

/** How long an embedded server keeps finished workflows. What must last longer is in the store. */
const RETENTION = 30 * DAY;

/** `temporal.api.enums.v1.IndexedValueType`, for the types of attribute in use. */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, DATETIME: 6 } as const;

/** The names of those types as the `temporal` command line tool takes them. */
const CLI_TYPE = { KEYWORD: 'Keyword', DATETIME: 'Datetime' } as const;

/**
 * Makes the namespace and its search attributes unless they are there. Fails with what {@link passes} where asking again may help.
 *
 * @throws NamespaceNotReadyError when the cluster does not let us
 */
export async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
  await registerNamespace(connection, namespace);
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing === null) return checkWithoutAsking(connection, namespace);
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]])),
    });
  } catch (error) {
    if (grpcStatus(error) === GRPC.alreadyExists) return;
    if (passes(error)) throw error;
    throw new NamespaceNotReadyError(
      `The Temporal namespace ${namespace} lacks search attributes that could not be added (${grpcDetails(error)}). ${commands(namespace, missing)}`,
      { cause: error },
    );
  }
}

/** Where operators alone may list search attributes, it was they who were to add them. */
async function checkWithoutAsking(connection: Connection, namespace: string): Promise<void> {
  // Where nobody tells, it shows when they are needed.
  if (await searchAttributesKnown(connection, namespace).catch(() => true)) return;
  throw new NamespaceNotReadyError(
    `The Temporal namespace ${namespace} lacks search attributes, if not all then some of these, and we may not add them. ${commands(namespace, SEARCH_ATTRIBUTES)}`,
  );
}

/**
 * Whether the server takes our search attributes by now. It learns of new ones up to a minute after they were added, and until then refuses every
 * workflow and schedule that carries one.
 */
export async function searchAttributesKnown(connection: Connection, namespace: string): Promise<boolean> {
  const query = SEARCH_ATTRIBUTES.map(({ name }) => `${name} IS NULL`).join(' AND ');
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query });
    return true;
  } catch (error) {
    if (NOT_KNOWN_YET.has(grpcStatus(error))) return false;
    // Who may not ask can find out only by starting.
    if (OPERATORS_ONLY.has(grpcStatus(error))) return true;
    throw error;
  }
}

/** What a server answers that has not learned of the attributes yet, or not even of the namespace. */
const NOT_KNOWN_YET: ReadonlySet<number | null> = new Set([GRPC.invalidArgument, GRPC.notFound]);

async function registerNamespace(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION),
    });
  } catch (error) {
    if (grpcStatus(error) === GRPC.alreadyExists || (await exists(connection, namespace))) return;
    if (isTransient(error)) throw error;
    throw new NamespaceNotReadyError(
      `The Temporal namespace ${namespace} does not exist and could not be made (${grpcDetails(error)}). Run: temporal operator namespace create --namespace ${namespace}; on Temporal Cloud make it on its pages, and name it as there: name.account.`,
      { cause: error },
    );
  }
}

/**
 * Whether what went wrong with a namespace that is there is a matter of time: besides a server that does not answer, one that has looked for the
 * namespace before it was made, and for some seconds goes on saying that it is not found.
 */
export function passes(error: unknown): boolean {
  return isTransient(error) || grpcStatus(error) === GRPC.notFound;
}

/** Asked only after an attempt to make it: the server remembers for a second that a namespace is missing. */
async function exists(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch (error) {
    if (grpcStatus(error) === GRPC.notFound) return false;
    throw error;
  }
}

type SearchAttributes = typeof SEARCH_ATTRIBUTES;

/** Null where we may not ask. */
async function missingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<SearchAttributes | null> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return SEARCH_ATTRIBUTES.filter(({ name }) => !(name in customAttributes));
  } catch (error) {
    if (OPERATORS_ONLY.has(grpcStatus(error))) return null;
    throw error;
  }
}

const OPERATORS_ONLY: ReadonlySet<number | null> = new Set([GRPC.permissionDenied, GRPC.unimplemented]);

/** What to run, on a cluster of one's own and on Temporal Cloud, where the former is for Temporal's own people. */
function commands(namespace: string, missing: SearchAttributes): string {
  const here = missing.map(({ name, type }) => `--name ${name} --type ${CLI_TYPE[type]}`).join(' ');
  const inCloud = missing.map(({ name, type }) => `--search-attribute "${name}=${CLI_TYPE[type]}"`).join(' ');
  return `Run: temporal operator search-attribute create --namespace ${namespace} ${here}; on Temporal Cloud: tcld namespace search-attributes add --namespace ${namespace} ${inCloud}`;
}
