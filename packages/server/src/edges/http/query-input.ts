/** Input of a query from the parameters of a URL, converted by the schema; what does not fit is left for it to refuse. */
import type { AnyOperation } from '@wardroom/contract';
import * as z from 'zod';

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly items?: readonly z.ZodType[];
}
const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** Queries whose input carries no secret: URLs end in logs, histories and Referer. */
export const acceptsGet = (operation: AnyOperation): boolean =>
  operation.effect === 'query' && !holdsSecret(operation.input);

/** Whether a schema, or any schema inside it, is marked `secret`. */
export function holdsSecret(schema: z.ZodType): boolean {
  if (z.globalRegistry.get(schema)?.['secret'] === true) return true;
  const {
    shape,
    innerType,
    element,
    options,
    left,
    right,
    in: input,
    out,
    keyType,
    valueType,
    items,
  } = definitionOf(schema);
  const parts = [
    innerType,
    element,
    left,
    right,
    input,
    out,
    keyType,
    valueType,
    ...Object.values(shape ?? {}),
    ...(options ?? []),
    ...(items ?? []),
  ];
  return parts.some((part) => part !== undefined && holdsSecret(part));
}

/** Flat: `?channelId=…&limit=50`; a list is a repeated parameter. */
export function queryInput(operation: AnyOperation, parameters: URLSearchParams): Record<string, unknown> {
  const { shape = {} } = definitionOf(operation.input);
  const entries = [...new Set(parameters.keys())].map((name): [string, unknown] => {
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return [name, convert(schema, parameters.getAll(name))];
  });
  return Object.fromEntries(entries);
}

function convert(schema: z.ZodType | undefined, texts: readonly string[]): unknown {
  if (schema === undefined) return texts[0];
  const { type, innerType, element } = definitionOf(schema);
  if (innerType !== undefined) return convert(innerType, texts);
  if (type === 'array') return texts.map((text) => convert(element, [text]));
  // Two values for one field are an error of the caller: which of them counts must never depend on the reader.
  if (texts.length !== 1) return texts;
  const [text = ''] = texts;
  if (type === 'number' && /^-?\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
