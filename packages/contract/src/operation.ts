/**
 * The operation: everything the product can do is one entry of one table. Every edge, the SDK, the CLI,
 * the goldens and the isolation suite are derived from it, so a field left out is a compile error here.
 */
import type * as z from 'zod';
import type { AuditType } from './audit/index.ts';
import type { Permission, ResourceKind, Scope } from './permissions.ts';

/** A declared absence. The reason is printed in the goldens and read in review. */
export interface None {
  readonly none: string;
}

export const none = (reason: string): None => Object.freeze({ none: reason });

export type Realm = 'tenant' | 'platform';

export interface Operation<
  Name extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  /** `<module>.<verb>`, the name on every surface. */
  readonly name: Name;
  readonly realm: Realm;
  readonly effect: 'command' | 'query';
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  /** What the role must hold. `none` makes the operation unprotected and lists it in a golden that may only shrink. */
  readonly permission: Permission | 'operator' | None;
  /** Serves as well: what it is asked about decides which of the two it takes. */
  readonly orPermission?: Permission;
  readonly resource: ResourceKind;
  readonly scope: Scope | 'platform' | None;
  readonly sensitivity: 'normal' | 'sensitive' | 'break-glass';
  readonly limits: {
    /** Rate-limit units one call costs. */
    readonly cost: number;
    /** Largest accepted request body in bytes. */
    readonly bodyBytes: number;
  };
  readonly audit: AuditType | None;
  /** Of a read that is made to be repeated: the same caller is recorded once in so many milliseconds. */
  readonly auditEveryMs?: number;
  readonly meter: 'api_calls' | 'messages' | None;
}

export type AnyOperation = Operation;
export type InputOf<O extends AnyOperation> = z.output<O['input']>;
export type RawInputOf<O extends AnyOperation> = z.input<O['input']>;
export type OutputOf<O extends AnyOperation> = z.output<O['output']>;

type Declared<Name extends string, I extends z.ZodType, O extends z.ZodType> = Omit<
  Operation<Name, I, O>,
  'sensitivity' | 'limits' | 'meter'
> &
  Partial<Pick<Operation, 'sensitivity' | 'limits' | 'meter'>>;

/** Declares an operation. Sensitivity, limits and meter have defaults; nothing about authority has. */
export function operation<Name extends string, I extends z.ZodType, O extends z.ZodType>(
  declared: Declared<Name, I, O>,
): Operation<Name, I, O> {
  return Object.freeze({
    sensitivity: 'normal',
    limits: { cost: declared.effect === 'command' ? 2 : 1, bodyBytes: 16_384 },
    meter: 'api_calls',
    ...declared,
  });
}
