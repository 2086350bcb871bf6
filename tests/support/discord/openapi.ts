import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

/** What a request has that the document does not allow; empty when all is well or no document was named. */
export type Spec = (method: string, path: string, body: unknown) => readonly string[];

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: { readonly content: Readonly<Record<string, object>> } }>>>>;
}
interface Operation {
  readonly pattern: RegExp;
  readonly pointer: string;
  readonly hasBody: boolean;
  check?: ValidateFunction;
}

const known = new Map<string, Spec>();

/** Checks against Discord's OpenAPI document, when DISCORD_OPENAPI names it (.json or .json.gz). It is read once, its schemas are compiled as they are needed. */
export function openApi(file = process.env.DISCORD_OPENAPI ?? ''): Spec {
  if (file === '') return () => [];
  const spec = known.get(file) ?? read(file);
  known.set(file, spec);
  return spec;
}

function read(file: string): Spec {
  const bytes = readFileSync(file);
  const document = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false, logger: false, inlineRefs: false });
  ajv.addSchema(document as object, 'discord');
  const operations = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { requestBody }] of Object.entries(methods)) {
      const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
      const pointer = `discord#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/requestBody/content/application~1json/schema`;
      const list = operations.get(method.toUpperCase()) ?? [];
      operations.set(method.toUpperCase(), [...list, { pattern, pointer: encodeURI(pointer), hasBody: requestBody?.content['application/json'] !== undefined }]);
    }
  }
  return (method, path, body) => {
    // A path with more fixed parts is the one that is meant: `@original` before any message.
    const fitting = (operations.get(method) ?? []).filter(({ pattern }) => pattern.test(path));
    const operation = fitting.sort((a, b) => a.pattern.source.split('[^/]+').length - b.pattern.source.split('[^/]+').length)[0];
    if (!operation) return [`there is no ${method} ${path}`];
    if (!operation.hasBody) return body === undefined ? [] : ['it takes no body'];
    if (body === undefined) return [];
    const check = (operation.check ??= ajv.compile({ $ref: operation.pointer }));
    return check(body) ? [] : worst(check.errors ?? []);
  };
}

/** Of all the alternatives that did not fit, what went wrong deepest inside: that is where the right one failed. */
function worst(errors: readonly ErrorObject[]): string[] {
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
  const real = errors.filter(({ keyword }) => !['oneOf', 'anyOf', 'enum', 'const'].includes(keyword));
  const deepest = Math.max(...(real.length > 0 ? real : errors).map(depth));
  return [...new Set(errors.filter((error) => depth(error) === deepest).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`))].slice(0, 3);
}
