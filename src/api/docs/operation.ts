import type { oas32 } from 'zod-openapi';
import { type Html, html } from '../../html.ts';
import { inline, paragraphs } from './prose.ts';
import { type Schema, descriptionOf, optional, propertyTable, schemaInWords } from './schema.ts';

/** An operation with its address. */
export interface Operation extends oas32.OperationObject {
  readonly method: string;
  readonly path: string;
}

/** The document's operations, in its order. */
export function operationsOf(document: oas32.OpenAPIObject): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ ...operation, method: method.toUpperCase(), path }];
    }),
  );
}

export function operationSection(operation: Operation): Html {
  return html`<section id="${operation.operationId}" class="operation">
    <h3><span class="method">${operation.method}</span> <code>${operation.path}</code></h3>
    <p class="summary">${operation.summary}</p>
    ${paragraphs(operation.description)} ${parameters(operation)} ${body(operation)} ${answers(operation)}
  </section>`;
}

function parameters({ parameters: all = [] }: Operation): Html | null {
  const named = all.filter((parameter) => 'name' in parameter);
  if (named.length === 0) return null;
  return html`<h4>Parameters</h4>
    <div class="scroll" role="region" aria-label="Parameters" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Where</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${named.map(
            (parameter) =>
              html`<tr>
                <th scope="row"><code>${parameter.name}</code>${parameter.required ? null : optional}</th>
                <td>${parameter.in}</td>
                <td>${schemaInWords(parameter.schema)}</td>
                <td>${inline(parameter.description ?? descriptionOf(parameter.schema))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function body({ requestBody }: Operation): Html | null {
  if (requestBody === undefined || !('content' in requestBody)) return null;
  return html`<h4>Body</h4>
    ${Object.entries(requestBody.content).map(
      ([type, media]) =>
        html`<p><code>${type}</code>: ${schemaInWords(schemaOf(media))}</p>
          ${propertyTable(schemaOf(media))}`,
    )}`;
}

function answers({ responses = {} }: Operation): Html {
  return html`<h4>Answers</h4>
    <dl>
      ${Object.entries(responses).map(([status, response]) =>
        'description' in response
          ? html`<dt><code>${status}</code></dt>
              <dd>${inline(response.description)} ${contents(response)}</dd>`
          : null,
      )}
    </dl>`;
}

function contents(response: oas32.ResponseObject | oas32.ReferenceObject): Html | null {
  if (!('content' in response) || response.content === undefined) return null;
  const [json] = Object.entries(response.content).filter(([type]) => type.endsWith('json'));
  const types = Object.keys(response.content).map((type) => html`<code>${type}</code> `);
  return json === undefined
    ? html`<small>${types}</small>`
    : html`<small>${schemaInWords(schemaOf(json[1]))}</small>`;
}

function schemaOf(media: oas32.MediaTypeObject | oas32.ReferenceObject): Schema | undefined {
  return 'schema' in media ? media.schema : undefined;
}
