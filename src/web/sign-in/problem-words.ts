import type { SignInProblem } from '../../api/schemas/session.ts';

const PROBLEMS: Readonly<Record<SignInProblem, string>> = {
  expired: 'It took too long, or was begun in another browser. Begin again.',
  mismatch: 'The answer did not belong to what was begun here, or was used already. Begin again.',
  denied: 'The sign-in was refused or called off there.',
  no_access: 'You are known, but none of your groups has a role here. Ask whoever runs Recourse.',
  name_taken: 'Somebody else signed in under this name before. Ask whoever runs Recourse.',
  unavailable: 'The sign-in service cannot be reached. Try again shortly.',
};

/** Why a sign-in did not succeed, in words; a code that is new to these pages is named. */
export function problemWords(code: string): string {
  const words: Readonly<Record<string, string>> = PROBLEMS;
  return Object.hasOwn(words, code) ? (words[code] ?? code) : `The sign-in did not succeed (${code}).`;
}
