/**
 * Inputs that an operation accepts, made from its schema alone, so that an operation added tomorrow is in the suites
 * without anyone adding it. Ids come from the caller, by kind.
 */
import { type IdKind, idKindOf } from '@wardroom/contract';
import type * as z from 'zod';

export type IdSource = (kind: IdKind) => string;

/** One of these fits every text field of today; a field that takes none of them fails the suite by name. */
const texts = [
  'sample-text',
  'Sample text',
  'sample@example.com',
  'sample',
  '192.0.2.0/24',
  'chat.sample.example',
  '🎉',
  'messages.send',
  'https://sample.example/back',
  'a-much-longer-sample-of-text-with-more-than-thirty-characters',
];

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  /** Of a union. */
  readonly options?: readonly z.ZodType[];
  readonly innerType?: z.ZodType;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

/** Fields of an input that take an id, optional ones included. */
export function idFields(input: z.ZodType): (readonly [field: string, kind: IdKind])[] {
  const { shape } = input.def as Definition;
  return Object.entries(shape ?? {}).flatMap(([field, schema]) => {
    const kind = idKindOf(idOptionOf(schema) ?? schema);
    return kind === undefined ? [] : [[field, kind] as const];
  });
}

/** An accepted input. Optional fields are left out unless named in `wanted`. */
export function sampleInput(
  input: z.ZodType,
  ids: IdSource,
  wanted: readonly string[] = [],
): Record<string, unknown> {
  const { shape } = input.def as Definition;
  const fields = Object.entries(shape ?? {}).flatMap(([field, schema]) => {
    const { type } = schema.def as Definition;
    const left = (type === 'optional' || type === 'default') && !wanted.includes(field);
    return left ? [] : [[field, sample(schema, ids)] as const];
  });
  return Object.fromEntries(fields);
}

/** Of what is a name or an id, the id. */
function idOptionOf(schema: z.ZodType): z.ZodType | undefined {
  const { innerType, options } = schema.def as Definition;
  if (innerType) return idOptionOf(innerType);
  return options?.find((option) => idKindOf(option) !== undefined);
}

function sample(schema: z.ZodType, ids: IdSource): unknown {
  const option = idOptionOf(schema);
  if (option) return sample(option, ids);
  const kind = idKindOf(schema);
  const { type, innerType, element, entries, options } = schema.def as Definition;
  if (innerType) return sample(innerType, ids);
  if (element) return [sample(element, ids)];
  if (options?.[0]) return sample(options[0], ids);
  if (kind !== undefined) return ids(kind);
  switch (type) {
    case 'object':
      return sampleInput(schema, ids);
    case 'boolean':
      return false;
    case 'record':
      return { sample: 'sample' };
    case 'literal':
      return (schema.def as Definition).values?.[0];
    case 'enum':
      return Object.values(entries ?? {}).at(-1);
    default: {
      const fitting = [...texts, 1, 0, 7, 60, 400].find((value) => schema.safeParse(value).success);
      if (fitting === undefined) throw new Error(`no sample fits a schema of type ${type}`);
      return fitting;
    }
  }
}
