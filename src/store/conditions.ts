import type { Parameter } from './database.ts';

/** A `where` clause as it grows; `?` stands for the next value. */
export class Conditions {
  readonly parameters: Parameter[] = [];
  readonly #clauses = ['true'];

  get sql(): string {
    return this.#clauses.join(' and ');
  }

  /** The column is any of these; of none of them it can be. */
  addOneOf(column: string, values: readonly string[]): void {
    if (values.length === 0) this.add('false');
    else this.add(`${column} in (${values.map(() => '?').join(', ')})`, ...values);
  }

  add(clause: string, ...values: readonly (string | number | boolean | readonly string[])[]): void {
    const offset = this.parameters.length;
    this.parameters.push(...values);
    let used = 0;
    this.#clauses.push(clause.replaceAll('?', () => `$${offset + ++used}`));
  }
}
