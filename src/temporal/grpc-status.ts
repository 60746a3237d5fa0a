import { isGrpcServiceError } from '@temporalio/client';

/** The gRPC status codes Recourse acts on. Source: https://grpc.io/docs/guides/status-codes/ */
export const GRPC = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

const TRANSIENT: ReadonlySet<number | null> = new Set([
  GRPC.unknown,
  GRPC.deadlineExceeded,
  GRPC.resourceExhausted,
  GRPC.aborted,
  GRPC.internal,
  GRPC.unavailable,
]);

/** The gRPC status code somewhere in an error's chain of causes; null when there is none. */
export function grpcStatus(error: unknown): number | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return null;
}

/** What the server said about a failed call. */
export function grpcDetails(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.details;
  }
  return error instanceof Error ? error.message : String(error);
}

/** Whether a call failed for want of a server that answers, rather than for what was asked. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(grpcStatus(error));
}
