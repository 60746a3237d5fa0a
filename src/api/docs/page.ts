import { createHash } from 'node:crypto';
import type { oas32 } from 'zod-openapi';
import { Html, html } from '../../html.ts';
import { type Operation, operationSection, operationsOf } from './operation.ts';
import { paragraphs } from './prose.ts';
import { type Schema, descriptionOf, propertyTable, schemaInWords } from './schema.ts';
import { STYLE } from './style.ts';

/** A page and the policy under which a browser shows it: nothing but its own style, no script at all. */
export interface DocsPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** In one piece, since a white space more would be another hash. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** Writes an OpenAPI document as one page to read. */
export function docsPage(document: oas32.OpenAPIObject): DocsPage {
  return {
    html: `<!doctype html>\n${page(document).source}`,
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  };
}

function page(document: oas32.OpenAPIObject): Html {
  const { title, version, description } = document.info;
  const groups = byTag(operationsOf(document));
  const schemas = Object.entries(document.components?.schemas ?? {});
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} API</title>
      ${STYLE_ELEMENT}
    </head>
    <body>
      <a class="skip" href="#content">Skip to the content</a>
      <div class="frame">
        ${contentsList(groups, schemas)}
        <main id="content">
          <h1>${title} API <small>${version}</small></h1>
          ${paragraphs(description)}
          <p>
            For programs: <a href="/api/v1/openapi.json"><code>/api/v1/openapi.json</code></a> (with a token).
          </p>
          ${groups.map(
            ([tag, operations]) =>
              html`<h2>${tag}</h2>
                ${operations.map(operationSection)}`,
          )}
          <h2 id="schemas">Schemas</h2>
          ${schemas.map(schemaSection)}
        </main>
      </div>
    </body>
  </html>`;
}

type Groups = readonly (readonly [string, readonly Operation[]])[];

function byTag(operations: readonly Operation[]): Groups {
  const tags = [...new Set(operations.map(({ tags: [tag] = [] }) => tag ?? 'Other'))];
  return tags.map((tag) => [tag, operations.filter(({ tags: [first] = [] }) => (first ?? 'Other') === tag)]);
}

function contentsList(groups: Groups, schemas: readonly (readonly [string, Schema])[]): Html {
  return html`<nav aria-label="Contents">
    ${groups.map(
      ([tag, operations]) =>
        html`<h2>${tag}</h2>
          <ul>
            ${operations.map(
              ({ operationId, summary }) => html`<li><a href="#${operationId}">${summary}</a></li>`,
            )}
          </ul>`,
    )}
    <h2>Schemas</h2>
    <ul>
      ${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}
    </ul>
  </nav>`;
}

function schemaSection([name, schema]: readonly [string, Schema]): Html {
  return html`<section id="schema-${name}" class="schema">
    <h3>${name}</h3>
    ${paragraphs(descriptionOf(schema))} ${propertyTable(schema) ?? html`<p>${schemaInWords(schema)}</p>`}
  </section>`;
}
