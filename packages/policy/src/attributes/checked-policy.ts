/** A policy as it is written, and as it is known after it type-checked. */
import type { Permission } from '@wardroom/contract';
import { type PlainSight, Sight } from './sight.ts';

export interface PolicySource {
  /** Any text, unique among the policies of a tenant. Named in decisions. */
  readonly id: string;
  readonly title: string;
  /** One static Cedar policy. */
  readonly text: string;
}

/** A policy that type-checks, with what there is to know about it. */
export interface CheckedPolicy {
  readonly source: PolicySource;
  readonly effect: 'permit' | 'forbid';
  readonly actions: ReadonlySet<Permission>;
  readonly sight: Sight;
}

/** The same as data, which one thread can give to another. */
export interface PlainPolicy {
  readonly source: PolicySource;
  readonly effect: 'permit' | 'forbid';
  readonly actions: readonly Permission[];
  readonly sight: PlainSight;
}

export const plainPolicy = ({ source, effect, actions, sight }: CheckedPolicy): PlainPolicy => ({
  ...{ source, effect, actions: [...actions] },
  sight: sight.plain(),
});

export const checkedPolicy = ({ source, effect, actions, sight }: PlainPolicy): CheckedPolicy => ({
  ...{ source, effect, actions: new Set(actions) },
  sight: Sight.from(sight),
});
