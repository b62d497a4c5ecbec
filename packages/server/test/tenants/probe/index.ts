/**
 * The adversarial suite against a running deployment (TEN-15): every operation, for every identifier in its input and
 * every kind of caller of tenant A, once with what belongs to tenant B and once with what belongs to nobody. The
 * answers must be equal, byte for byte. It writes nothing when the deployment is right: a command that accepts a foreign
 * identifier is itself a finding.
 */
import type { AnyOperation } from '@wardroom/contract';
import { generateInput, type ReferenceField, type ReferenceKind } from './generate-input.ts';
import { collectReferences, type References, unknownLike } from './references.ts';
import type { Seen, Side } from './side.ts';

export { type ChooseReference, generateInput, type ReferenceField } from './generate-input.ts';
export { type HttpTenant, httpSide } from './http-side.ts';
export { collectReferences, type References, unknownLike } from './references.ts';
export { type Seen, type Side, withoutRequestIds } from './side.ts';

export interface Finding {
  readonly operation: string;
  readonly caller: string;
  readonly field: string;
  readonly reason: 'answers_differ' | 'foreign_identifier_accepted' | 'input_refused' | 'not_decided';
  readonly foreign: string;
  readonly unknown: string;
}

export interface Report {
  readonly findings: readonly Finding[];
  /** Pairs of answers that were compared, by operation; operations without identifiers have none. */
  readonly compared: ReadonlyMap<string, number>;
}

export interface ProbeOptions {
  /** The attacker's tenant, with several callers. */
  readonly own: Side;
  /** Of the tenant that must stay out of reach, as `collectReferences` found them with its own credentials. */
  readonly foreign: References;
  /** Of the attacker's tenant: for the fields that are not attacked at the moment. */
  readonly ours: References;
  readonly operations: readonly AnyOperation[];
}

/** Foreign values tried for each field. */
const tries = 2;

export async function probeIsolation(options: ProbeOptions): Promise<Report> {
  const findings: Finding[] = [];
  const compared = new Map<string, number>();
  for (const operation of options.operations) {
    for (const attack of attacksOn(operation, options)) {
      for (const caller of options.own.callers) {
        const { foreign, unknown } = await askBoth(options.own, caller, operation, attack);
        compared.set(operation.name, (compared.get(operation.name) ?? 0) + 1);
        const reason = judge(operation, attack, foreign, unknown);
        if (reason !== undefined)
          findings.push({
            operation: operation.name,
            caller,
            field: attack.name,
            reason,
            foreign: foreign.trace,
            unknown: unknown.trace,
          });
      }
    }
  }
  return { findings, compared };
}

/** Twice asked again when only one answer was kept from being decided, by a busy machine and not by the identifier. */
async function askBoth(own: Side, caller: string, operation: AnyOperation, attack: Attack) {
  for (let again = 2; ; again -= 1) {
    const foreign = await own.send(caller, operation, attack.foreign);
    const unknown = await own.send(caller, operation, attack.unknown);
    const oneIsUndecided = undecided.has(foreign.code ?? '') !== undecided.has(unknown.code ?? '');
    if (!oneIsUndecided || again === 0) return { foreign, unknown };
  }
}

interface Attack {
  readonly name: string;
  readonly fields: readonly ReferenceField[];
  readonly foreign: Record<string, unknown>;
  readonly unknown: Record<string, unknown>;
}

/** Answers given before anybody looked at the identifier: equal, and without meaning. */
const undecided: ReadonlySet<string> = new Set([
  'unauthenticated',
  'rate_limited',
  'overloaded',
  'unavailable',
  'internal',
  'tenant_suspended',
  'unknown_operation',
]);

function judge(
  { effect }: AnyOperation,
  { fields }: Attack,
  foreign: Seen,
  unknown: Seen,
): Finding['reason'] | undefined {
  if (foreign.trace !== unknown.trace) return 'answers_differ';
  if (undecided.has(foreign.code ?? '')) return 'not_decided';
  const isPosition = effect === 'query' && fields.every(({ optional }) => optional);
  if (foreign.ok && !isPosition) return 'foreign_identifier_accepted';
  // Two refusals of the form would be equal, and prove nothing; positions are opaque and may be refused by their form.
  const isOpaque = fields.every(({ kind }) => kind === 'cursor');
  // Looked up, and said to be none of this workspace: the same for what is another's and for what is nobody's.
  const isLookedUp = foreign.trace.includes('there is no such role');
  return foreign.code === 'invalid_input' && !isOpaque && !isLookedUp ? 'input_refused' : undefined;
}

/** One attack for each field with each foreign value, and one for all fields together. */
function attacksOn(operation: AnyOperation, { foreign, ours }: ProbeOptions): Attack[] {
  const { references } = generateInput(operation, ({ kind }) => first(ours, kind, operation.name));
  const attacks: Attack[] = [];
  for (const field of references) {
    for (const value of valuesOf(foreign, field.kind, operation.name).slice(0, tries))
      attacks.push(attack(operation, [field], ours, () => value));
  }
  if (references.length > 1)
    attacks.push(attack(operation, references, ours, (kind) => first(foreign, kind, operation.name)));
  return attacks;
}

function attack(
  operation: AnyOperation,
  fields: readonly ReferenceField[],
  ours: References,
  foreignOf: (kind: ReferenceKind) => string,
): Attack {
  const attacked = new Set(fields.map(({ path }) => path.join('.')));
  const foreign = generateInput(operation, ({ path, kind, optional }) => {
    if (attacked.has(path.join('.'))) return foreignOf(kind);
    return optional ? undefined : first(ours, kind, operation.name);
  }).input;
  // The same values everywhere but in the attacked fields: names and client keys must not differ either.
  const unknown = structuredClone(foreign);
  for (const { path, kind } of fields) replace(unknown, path, unknownLike(kind, foreignOf(kind)));
  return { name: [...attacked].join(' and '), fields, foreign, unknown };
}

function replace(input: Record<string, unknown>, path: ReferenceField['path'], value: string): void {
  let place: unknown = input;
  for (const step of path.slice(0, -1)) place = Reflect.get(place as object, step);
  Reflect.set(place as object, path.at(-1) ?? '', value);
}

function valuesOf(references: References, kind: ReferenceKind, operation: string): readonly string[] {
  const values = references.get(kind) ?? [];
  if (values.length === 0) throw new Error(`no ${kind} is known for ${operation}: no query shows one`);
  return [...new Set([values[0], values.at(-1)])].filter((value) => value !== undefined);
}

const first = (references: References, kind: ReferenceKind, operation: string): string =>
  valuesOf(references, kind, operation)[0] ?? '';

/** The whole suite against two tenants of one deployment, with nothing known beforehand but credentials. */
export async function probeDeployment(
  own: Side,
  other: Side,
  operations: readonly AnyOperation[],
): Promise<Report> {
  const tenantOperations = operations.filter(({ realm }) => realm === 'tenant');
  return probeIsolation({
    own,
    foreign: await collectReferences(other, other.callers[0] ?? 'owner', tenantOperations),
    ours: await collectReferences(own, own.callers[0] ?? 'owner', tenantOperations),
    operations: tenantOperations,
  });
}
