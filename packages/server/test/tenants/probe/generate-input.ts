/**
 * Input for any operation, made from its schema: identifiers by their kind, other fields by a small table of sensible
 * values by name. Total over the kinds of schema that inputs use: what cannot be made fails by name, so that no
 * operation is left out in silence.
 */
import { type AnyOperation, type IdKind, idKindOf } from '@wardroom/contract';

type Schema = AnyOperation['input'];

/** What stands for something that a tenant owns: an identifier, or an opaque position in its log or lists. */
export type ReferenceKind = IdKind | 'cursor';

export interface ReferenceField {
  readonly operation: string;
  readonly path: readonly (string | number)[];
  readonly kind: ReferenceKind;
  /** Optional identifiers of queries are page positions: a foreign one may be answered, like a random one. */
  readonly optional: boolean;
}

export interface Generation {
  readonly input: Record<string, unknown>;
  readonly references: readonly ReferenceField[];
}

/** The value of one reference; undefined leaves an optional one out. */
export type ChooseReference = (field: ReferenceField) => string | undefined;

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}
const definitionOf = (schema: Schema): Definition => schema.def as unknown as Definition;

let made = 0;
const unique = (): string => {
  made += 1;
  return `isolation-${made}`;
};

/** By field name, or by operation and field name. A new field with another name falls back to its type, and the schema has the last word. */
const sensible: Readonly<Record<string, () => unknown>> = {
  name: unique,
  slug: unique,
  handle: unique,
  displayName: () => 'Isolation Suite',
  description: () => 'isolation suite',
  emoji: () => '👍',
  emailAddress: () => `${unique()}@isolation.example`,
  operation: () => 'channels.list',
  topic: () => 'isolation',
  body: () => 'is anybody there?',
  password: () => 'seven violet tractors hum',
  currentPassword: () => 'seven violet tractors hum',
  newPassword: () => 'nine amber ferries drift away',
  clientKey: () => `key-${unique()}`,
  secret: () => 'x'.repeat(43),
  externalId: unique,
  lastReadSeq: () => 0,
  sentAt: () => 1_700_000_000_000,
  role: () => 'member',
  authorizationId: () => 'asked-for-by-nobody',
  userCode: () => 'BCDF-GHJK',
  // Of the lists of it only that of grant types has this: the one that needs nothing else.
  'clients.create 0': () => 'urn:ietf:params:oauth:grant-type:device_code',
  'domains.add name': () => `chat.${unique()}.example`,
  securityDays: () => 800,
  complianceDays: () => 800,
};

interface Place {
  readonly operation: AnyOperation;
  readonly path: readonly (string | number)[];
  readonly choose: ChooseReference;
  readonly references: ReferenceField[];
}

/** Throws, naming operation and field, when a field cannot be made or the schema refuses what was made. */
export function generateInput(operation: AnyOperation, choose: ChooseReference): Generation {
  const references: ReferenceField[] = [];
  const input = make(operation.input, { operation, path: [], choose, references }, false);
  const { error } = operation.input.safeParse(input);
  if (error) throw new Error(`no input can be made for ${operation.name}: ${error.message}`);
  return { input: input as Record<string, unknown>, references };
}

function make(schema: Schema, place: Place, optional: boolean): unknown {
  const definition = definitionOf(schema);
  const kind = referenceKindOf(schema, definition);
  if (kind !== undefined) return makeReference(kind, place, optional);
  switch (definition.type) {
    case 'object':
      return makeObject(definition, place);
    case 'optional':
    case 'nullable':
    case 'default':
      return makeOptional(definition, place);
    case 'array':
      return makeArray(definition, place, optional);
    case 'union':
      return makeUnion(definition, place, optional);
    case 'boolean':
      return false;
    default:
      return makeValue(definition, place);
  }
}

function makeReference(kind: ReferenceKind, place: Place, optional: boolean): string | undefined {
  const field = { operation: place.operation.name, path: place.path, kind, optional };
  place.references.push(field);
  return place.choose(field);
}

function makeObject({ shape = {} }: Definition, place: Place): Record<string, unknown> {
  const fields = Object.entries(shape).map(([name, inner]) => [
    name,
    make(inner, deeper(place, name), false),
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** One element. An optional list whose reference was left out is left out itself. */
function makeArray({ element }: Definition, place: Place, optional: boolean): unknown {
  if (element === undefined) return [];
  const one = make(element, deeper(place, 0), optional);
  return one === undefined && optional ? undefined : [one];
}

/** Of what may be left out, only references are made: they are what this is about. */
function makeOptional({ innerType, type }: Definition, place: Place): unknown {
  if (innerType === undefined) return undefined;
  const references: ReferenceField[] = [];
  const value = make(innerType, { ...place, references }, true);
  place.references.push(...references);
  if (references.length > 0) return value;
  return type === 'nullable' ? null : undefined;
}

/** A plain reference, or the first option. A reference within another one would be left out in silence, so it fails. */
function makeUnion({ options = [] }: Definition, place: Place, optional: boolean): unknown {
  const plain = options.find((option) => referenceKindOf(option, definitionOf(option)) !== undefined);
  const made = plain ?? options[0];
  for (const other of options) {
    if (other === made) continue;
    const references: ReferenceField[] = [];
    make(other, { ...place, references }, optional);
    const [left] = references;
    if (left)
      throw new Error(`${left.operation} ${left.path.join('.')} stands in a further option of a union`);
  }
  return made === undefined ? undefined : make(made, place, optional);
}

function makeValue({ type, entries, values }: Definition, place: Place): unknown {
  const field = String(place.path.at(-1));
  const special = `${place.operation.name} ${field}`;
  const name = Object.hasOwn(sensible, special) ? special : field;
  if (type === 'literal') return values?.[0];
  const wanted = Object.hasOwn(sensible, name) ? sensible[name]?.() : undefined;
  if (type === 'enum') {
    const choices = Object.values(entries ?? {});
    return choices.includes(String(wanted)) ? wanted : choices[0];
  }
  if (wanted !== undefined) return wanted;
  if (type === 'string') return unique();
  if (type === 'number') return 1;
  if (type === 'record') return {};
  throw new Error(`no value can be made for ${place.operation.name} ${place.path.join('.')}: ${type}`);
}

const deeper = (place: Place, step: string | number): Place => ({ ...place, path: [...place.path, step] });

function referenceKindOf(schema: Schema, { type }: Definition): ReferenceKind | undefined {
  if (type !== 'string') return undefined;
  return idKindOf(schema) ?? (schema.meta()?.['description'] === 'Opaque position' ? 'cursor' : undefined);
}
