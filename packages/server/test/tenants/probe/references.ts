/** What one tenant's owner can see of it, and values of the same form that belong to nobody. */
import { randomBytes } from 'node:crypto';
import { type AnyOperation, decodeId, encodeId, kindOf } from '@wardroom/contract';
import { type ChooseReference, generateInput, type ReferenceKind } from './generate-input.ts';
import type { Side } from './side.ts';

export type References = ReadonlyMap<ReferenceKind, readonly string[]>;

/** Rounds of asking: what the first finds is what the second needs, such as the messages of a channel. */
const rounds = 2;
const perKind = 4;

/** Every identifier and position that the queries of the table show to this caller. */
export async function collectReferences(
  side: Side,
  caller: string,
  operations: readonly AnyOperation[],
): Promise<References> {
  const found = new Map<ReferenceKind, Set<string>>();
  const add = (kind: ReferenceKind, value: string) =>
    found.set(kind, (found.get(kind) ?? new Set()).add(value));
  for (let round = 0; round < rounds; round += 1) {
    for (const operation of operations) {
      if (operation.effect !== 'query') continue;
      for (const input of inputsFor(operation, found)) {
        const { output } = await side.send(caller, operation, input);
        forEachText(output, (text, name) => {
          const kind = kindOf(text);
          if (kind !== undefined && decodeId(kind, text) !== undefined) add(kind, text);
          else if (name === 'cursor' || name === 'next') add('cursor', text);
        });
      }
    }
  }
  return new Map([...found].map(([kind, values]) => [kind, [...values]]));
}

function inputsFor(
  operation: AnyOperation,
  found: ReadonlyMap<ReferenceKind, Set<string>>,
): Record<string, unknown>[] {
  const inputs: Record<string, unknown>[] = [];
  for (let choice = 0; choice < perKind; choice += 1) {
    let missing = false;
    const choose: ChooseReference = ({ kind, optional }) => {
      if (optional) return undefined;
      const value = [...(found.get(kind) ?? [])][choice];
      missing ||= value === undefined;
      return value ?? unknownLike(kind, undefined);
    };
    const { input, references } = generateInput(operation, choose);
    if (!missing) inputs.push(pageOfOne(operation, input));
    if (references.every(({ optional }) => optional)) break;
  }
  return inputs.concat(inputs.length === 0 || !('limit' in (inputs[0] ?? {})) ? [] : withoutLimit(inputs));
}

/** The shortest page, so that positions to go on from are seen as well. */
function pageOfOne(operation: AnyOperation, input: Record<string, unknown>): Record<string, unknown> {
  const limited = { ...input, limit: 1 };
  return operation.input.safeParse(limited).success ? limited : input;
}

const withoutLimit = (inputs: readonly Record<string, unknown>[]) =>
  inputs.map(({ limit: _limit, ...input }) => input);

function forEachText(value: unknown, visit: (text: string, name: string) => void, name = ''): void {
  if (typeof value === 'string') visit(value, name);
  else if (Array.isArray(value)) for (const one of value) forEachText(one, visit, name);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) forEachText(inner, visit, key);
}

/**
 * A value of the same form that belongs to nobody. An identifier keeps the moment of `like`, because a page position is
 * compared by it, and the answer would differ for that reason alone.
 */
export function unknownLike(kind: ReferenceKind, like: string | undefined): string {
  if (kind === 'cursor') {
    const form = like === undefined ? 'c1.' : (/^[ce]1\./.exec(like)?.[0] ?? '');
    const bytes = Buffer.from((like ?? '').slice(form.length), 'base64url').length || 52;
    return `${form}${randomBytes(bytes).toString('base64url')}`;
  }
  const moment = (like === undefined ? undefined : decodeId(kind, like)) ?? '01890a5d-ac96-774b-8000';
  const tail = randomBytes(8);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  return encodeId(kind, `${moment.slice(0, 18)}-${hex.slice(0, 4)}-${hex.slice(4)}`);
}
