import type { Reply } from './routes.ts';

/** A provider says no, in its own words. */
export abstract class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  abstract toReply(): Reply;
}

/** Answers with the refusal where the work ends in one. */
export function answerOrRefuse(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.toReply();
    throw error;
  }
}
