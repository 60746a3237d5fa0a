/** Thrown for what the person who runs Recourse can put right. Its message is printed as it is, and the program ends with exit code 2. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}
