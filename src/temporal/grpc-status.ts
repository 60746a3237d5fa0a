import { isGrpcServiceError } from '@temporalio/client';

/** The gRPC status codes Recourse acts on. Source: https://grpc.io/docs/guides/status-codes/ */
export const GRPC = {
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
  unavailable: 14,
} as const;

/** The gRPC status code somewhere in an error's chain of causes; null when there is none. */
export function grpcStatus(error: unknown): number | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return null;
}
