import type { oas32 } from 'zod-openapi';
import { type Html, html } from '../../html.ts';
import { inline } from './prose.ts';

export type Schema = oas32.SchemaObject | oas32.ReferenceObject;

const COMPONENT = '#/components/schemas/';

/** A schema in a few words: its component by name, else what kind of value it is. */
export function schemaInWords(schema: Schema | undefined): Html {
  if (typeof schema !== 'object') return html`anything`;
  if ('$ref' in schema) return componentLink(schema.$ref);
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined)
    return oneOf(schema.enum.map((value: unknown) => html`<code>${String(value)}</code>`));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return oneOf(choices.map(schemaInWords));
  if (schema.type === 'array') return html`list of ${schemaInWords(schema.items)}`;
  if (schema.type === 'object') return objectInWords(schema);
  return html`${[schema.type].flat().join(' or ')}${schema.format && ` (${schema.format})`}${bounds(schema)}`;
}

/** An object's properties as rows; nothing for any other schema. */
export function propertyTable(schema: Schema | undefined): Html | null {
  if (typeof schema !== 'object' || '$ref' in schema) return null;
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return null;
  const required = new Set(schema.required);
  return html`<div class="scroll" role="region" aria-label="Fields" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${properties.map(
          ([name, property]) =>
            html`<tr>
              <th scope="row"><code>${name}</code>${required.has(name) ? null : optional}</th>
              <td>${schemaInWords(property)}</td>
              <td>${inline(descriptionOf(property))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What a schema says of itself. */
export function descriptionOf(schema: Schema | undefined): string | undefined {
  return typeof schema === 'object' ? schema.description : undefined;
}

export const optional = html` <small>optional</small>`;

function objectInWords(schema: oas32.SchemaObjectValue): Html {
  const names = Object.keys(schema.properties ?? {});
  if (names.length > 0) return html`object of ${names.map((name) => html`<code>${name}</code> `)}`;
  const { additionalProperties: values } = schema;
  return typeof values === 'object' ? html`object, each value ${schemaInWords(values)}` : html`object`;
}

function componentLink(ref: string): Html {
  const name = ref.replace(COMPONENT, '');
  return html`<a href="#schema-${name}">${name}</a>`;
}

function oneOf(choices: readonly Html[]): Html {
  return html`${choices.map((choice, at) => (at === 0 ? choice : html` or ${choice}`))}`;
}

function bounds({ minimum, maximum, maxLength, default: preset }: oas32.SchemaObjectValue): Html {
  const known = [
    minimum === undefined || minimum < Number.MIN_SAFE_INTEGER + 1 ? null : `at least ${minimum}`,
    maximum === undefined || maximum > Number.MAX_SAFE_INTEGER - 1 ? null : `at most ${maximum}`,
    maxLength === undefined ? null : `at most ${maxLength} characters`,
    preset === undefined ? null : `${String(preset)} by default`,
  ].filter((words) => words !== null);
  return html`${known.map((words) => `, ${words}`)}`;
}
