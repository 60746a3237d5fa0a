/** A request to the control API that cannot be done, in one clear sentence; answered as `application/problem+json`. */
export class ControlProblem extends Error {
  override readonly name = 'ControlProblem';
  readonly status: 400 | 404 | 409;

  constructor(status: ControlProblem['status'], message: string) {
    super(message);
    this.status = status;
  }
}
