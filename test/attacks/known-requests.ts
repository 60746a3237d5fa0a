/** What makes a request of an operation one that a desk can carry out. */
export interface KnownRequest {
  /** Of the path and the query, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Real requests, by the id of the operation. */
export interface KnownRequests {
  /** Of every operation that takes them and is given no others. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, KnownRequest>>;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

interface DescribedOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, object>> };
}

/**
 * The description with these requests as its examples: a generator of requests sends each of them first, as a whole. Dictionaries alone would mix
 * the case of one request with the dispute of another.
 *
 * @param description - an OpenAPI document, as JSON
 * @throws Error when it has no such operation
 */
export function withExamples(description: string, { parameters, operations }: KnownRequests): string {
  const document: Described = JSON.parse(description);
  const unused = new Set(Object.keys(operations));
  const paths = mapValues(document.paths, (methods) =>
    mapValues(methods, (operation) => {
      unused.delete(operation.operationId);
      const own = operations[operation.operationId];
      return exemplified(operation, { ...parameters, ...own?.parameters }, own?.body);
    }),
  );
  if (unused.size > 0) throw new Error(`there is no ${[...unused].join(', ')}`);
  return JSON.stringify({ ...document, paths });
}

function exemplified(
  { parameters = [], requestBody, ...operation }: DescribedOperation,
  values: Readonly<Record<string, string>>,
  body: object | undefined,
): DescribedOperation {
  return {
    ...operation,
    parameters: parameters.map((parameter) => {
      const example = values[parameter.name];
      return example === undefined ? parameter : { ...parameter, example };
    }),
    ...(requestBody && {
      requestBody: {
        ...requestBody,
        content: mapValues(requestBody.content, (type) => (body ? { ...type, example: body } : type)),
      },
    }),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
