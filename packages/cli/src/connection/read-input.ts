/** `--input json|@file|-` and `key=value …` → the input of an operation, parsed by its contract before it is sent. */
import { readFile } from 'node:fs/promises';
import type { AnyOperation } from '@wardroom/contract';
import { UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { readAll } from '../terminal/private-file.ts';
import { at, inputSchema, type JsonSchema, secretPaths } from './input-schema.ts';

type Json = Record<string, unknown>;

export interface TypedInput {
  /** JSON text, `@path`, or `-` for standard input. */
  readonly input?: string | undefined;
  /** `key=value`, `owner.handle=value`. They win over `input`. */
  readonly pairs: readonly string[];
}

/**
 * @param preset fields that come from elsewhere
 * @throws UsageError naming every field that the contract does not accept
 */
export async function readOperationInput(
  surroundings: Surroundings,
  operation: AnyOperation,
  typed: TypedInput,
  preset: Json = {},
): Promise<Json> {
  const schema = inputSchema(operation);
  const input = await readJson(surroundings, typed.input);
  if (typed.input !== undefined && !fromFile(typed.input)) refuseTypedSecrets(schema, input);
  for (const pair of typed.pairs) put(input, pair, schema);
  return accepted(operation, { ...input, ...preset });
}

/** @throws UsageError naming every field that the contract does not accept, never its value */
export function accepted(operation: AnyOperation, input: Json): Json {
  const result = operation.input.safeParse(input);
  if (result.success) return input;
  const problems = result.error.issues.map((issue) => ({
    path: `/${issue.path.join('/')}`,
    message: issue.message,
  }));
  throw new UsageError(
    `The input does not fit ${operation.name}; see \`wardroom catalogue ${operation.name}\`.`,
    problems,
  );
}

const fromFile = (input: string): boolean => input === '-' || input.startsWith('@');

async function readJson(surroundings: Surroundings, input: string | undefined): Promise<Json> {
  if (input === undefined) return {};
  let text = input;
  if (input === '-') text = await readAll(surroundings.stdin);
  else if (input.startsWith('@')) {
    text = await readFile(input.slice(1), 'utf8').catch(() => {
      throw new UsageError(`The file ${input.slice(1)} cannot be read.`);
    });
  }
  const value = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError('The input must be one JSON object.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseTypedSecrets(schema: JsonSchema, input: Json): void {
  for (const path of secretPaths(schema)) {
    let here: unknown = input;
    for (const name of path.split('.'))
      here = typeof here === 'object' && here !== null ? (here as Json)[name] : undefined;
    if (here !== undefined) throw secretInArguments(path);
  }
}

const secretInArguments = (path: string): UsageError =>
  new UsageError(
    `\`${path}\` is a secret, and arguments are seen by every process of this machine; use --input @file or --input -.`,
  );

function put(input: Json, pair: string, schema: JsonSchema): void {
  const split = pair.indexOf('=');
  if (split < 1) throw new UsageError(`\`${pair}\` is not of the form key=value.`);
  const path = pair.slice(0, split).split('.');
  const field = at(schema, path);
  if (field === undefined) throw new UsageError(`There is no field \`${path.join('.')}\` in this input.`);
  if (field.secret === true) throw secretInArguments(path.join('.'));
  let here = input;
  for (const name of path.slice(0, -1)) {
    const inner = here[name];
    here[name] = typeof inner === 'object' && inner !== null ? inner : {};
    here = here[name] as Json;
  }
  here[path.at(-1) ?? ''] = valueFor(pair.slice(split + 1), field);
}

/** Text stays text where the field is text; elsewhere it is read as JSON. Unreadable values are left to the contract. */
function valueFor(text: string, field: JsonSchema): unknown {
  const kinds = new Set([field, ...(field.anyOf ?? [])].map(({ type }) => type));
  if (kinds.has('null') && text === 'null') return null;
  if (kinds.has('string')) return text;
  if (kinds.has('array') && !text.startsWith('[')) return text.split(',');
  const value = parse(text);
  return value === undefined ? text : value;
}
