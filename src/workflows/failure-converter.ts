import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Keeps the messages and stack traces of failures in payloads, so that a codec can encrypt them. The Temporal SDK takes it by the path of this file,
 * and by this name.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
