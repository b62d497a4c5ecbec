/** The input of an operation as JSON Schema, reduced to what turning words of a command line into values needs. */
import type { AnyOperation } from '@wardroom/contract';

export interface JsonSchema {
  readonly type?: string;
  readonly secret?: boolean;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

export const inputSchema = (operation: AnyOperation): JsonSchema =>
  operation.input.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema;

export const outputSchema = (operation: AnyOperation): JsonSchema =>
  operation.output.toJSONSchema({ io: 'output', unrepresentable: 'any' }) as JsonSchema;

/** The schema at `owner.handle`, or undefined. */
export function at(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let here: JsonSchema | undefined = schema;
  for (const name of path) {
    const properties: Readonly<Record<string, JsonSchema>> = here?.properties ?? {};
    here = Object.hasOwn(properties, name) ? properties[name] : undefined;
  }
  return here;
}

/** Paths of fields marked as secret: `secret`, `owner.password`. */
export function secretPaths(schema: JsonSchema, path: readonly string[] = []): string[] {
  if (schema.secret === true) return [path.join('.')];
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    secretPaths(inner, [...path, name]),
  );
}
