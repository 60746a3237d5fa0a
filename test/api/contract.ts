import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { z } from 'zod';

/** As far as the tests read an OpenAPI document. */
const openApi = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        security: z.array(z.unknown()),
        responses: z.record(
          z.string(),
          z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })).optional() }),
        ),
      }),
    ),
  ),
});

export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  /** As the document writes it. */
  readonly path: string;
  readonly open: boolean;
}

/** An OpenAPI document as a judge of answers. */
export interface Contract {
  readonly operations: readonly DocumentedOperation[];
  /** Fails the test unless the document foresees this answer; undocumented fields count as failures. */
  check(method: string, path: string, answer: { status: number; type: string; text: string }): void;
}

export function contractOf(document: unknown): Contract {
  const { paths } = openApi.parse(document);
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addFormat('base64', /^[A-Za-z0-9+/]*={0,2}$/);
  ajv.addSchema(Object.assign({ $id: 'http://api.test/' }, closed(document)));
  const compiled = new Map<string, ValidateFunction>();
  const validator = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `http://api.test/#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      open: security.length === 0,
    })),
  );
  return {
    operations,
    check(method, path, { status, type, text }) {
      const operation = operations.find(
        (one) => one.method === method && pattern(one.path).test(path.replace(/\?.*$/, '')),
      );
      if (operation === undefined) return;
      const said = `${method} ${operation.path} answered ${status}`;
      const responses = paths[operation.path]?.[method.toLowerCase()]?.responses ?? {};
      expect(Object.keys(responses), said).toContain(String(status));
      const content = responses[status]?.content ?? {};
      if (text === '') return;
      const media = type.replace(/;.*$/, '');
      expect(Object.keys(content), said).toContain(media);
      if (!media.endsWith('json')) return;
      const validate = validator(
        ['paths', operation.path, method.toLowerCase(), 'responses', status, 'content', media, 'schema']
          .map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
          .join('')
          .replaceAll(/[{}]/g, encodeURIComponent),
      );
      expect(validate(JSON.parse(text)) ? [] : validate.errors, `${said} ${text}`).toEqual([]);
    },
  };
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** The same document with objects that take no further properties, so that what is not documented is found. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const isObject = 'properties' in node && !('additionalProperties' in node);
  const entries = Object.entries(node).map(([key, value]) => [key, closed(value)]);
  return Object.fromEntries(isObject ? [...entries, ['additionalProperties', false]] : entries);
}
