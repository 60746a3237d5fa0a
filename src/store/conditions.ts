import type { Parameter } from './database.ts';

/** A `where` clause as it grows; `?` stands for the next value. */
export class Conditions {
  readonly parameters: Parameter[] = [];
  readonly #clauses = ['true'];

  get sql(): string {
    return this.#clauses.join(' and ');
  }

  add(clause: string, ...values: readonly (string | number | boolean)[]): void {
    const offset = this.parameters.length;
    this.parameters.push(...values);
    let used = 0;
    this.#clauses.push(clause.replaceAll('?', () => `$${offset + ++used}`));
  }
}
