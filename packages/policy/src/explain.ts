/**
 * Where a permission comes from, in words: which role gives it, whether somebody picked it or another permission brought
 * it, and through which groups the role is held. Explains what `decide` and `RoleBook` have said and decides nothing.
 */
import type { Explanation, Permission, RoleRef } from '@wardroom/contract';
import { cascadeOf } from './cascades.ts';
import type { Rights } from './rights.ts';

export type Step = Explanation['steps'][number];

/** A group that gives the role, as far as whoever asks may see it. */
export interface GivingGroup {
  readonly groupId: string;
  readonly name: string;
  /** The subgroup that the principal is in, when that is not the group itself. */
  readonly below: string | null;
}

/** A role that counts, and why it does. */
export interface HeldRole {
  readonly role: RoleRef;
  readonly name: string;
  readonly rights: Rights;
  /** What somebody picked; null for a built-in role. */
  readonly chosen: readonly string[] | null;
  /** It is the principal's own role, besides what groups give. */
  readonly isBase: boolean;
  /** Null stands for a group that whoever asks cannot see. */
  readonly groups: readonly (GivingGroup | null)[];
}

/** One step for each role, followed by what brought the permission into it and by the groups that give the role. */
export function roleSteps(permission: Permission, roles: readonly HeldRole[]): Step[] {
  if (roles.length === 0)
    return [{ step: 'role', outcome: 'denies', text: 'There is no role that counts.', permission }];
  return roles.flatMap((held) => {
    const { role, name } = held;
    if (!held.rights.has(permission))
      return [
        { step: 'role', outcome: 'neutral', text: `The role ${name} does not give it.`, role, permission },
      ];
    return [
      { step: 'role', outcome: 'allows', text: `The role ${name} gives it.`, role, permission } as const,
      ...cascadeSteps(permission, held),
      ...groupSteps(held),
    ];
  });
}

/** The way from what was picked to the permission, nearest last; none when it was picked itself. */
function cascadeSteps(permission: Permission, { role, name, chosen }: HeldRole): Step[] {
  if (chosen === null || chosen.includes(permission)) return [];
  const because = new Map(cascadeOf(chosen as Permission[]).map((one) => [one.permission, one.because]));
  const way: Step[] = [];
  for (let one = permission; !chosen.includes(one); ) {
    const from = because.get(one);
    // Cascades have changed since; what was saved is what decides.
    if (from === undefined)
      return [
        {
          step: 'cascade',
          outcome: 'allows',
          text: `${one} was brought into ${name} when it was saved.`,
          role,
        },
      ];
    way.unshift({
      step: 'cascade',
      outcome: 'allows',
      text: `${from} brings ${one}.`,
      role,
      permission: from,
    });
    one = from;
  }
  return way;
}

function groupSteps({ role, name, isBase, groups }: HeldRole): Step[] {
  const given = groups.map((group): Step => {
    if (group === null)
      return {
        step: 'group',
        outcome: 'allows',
        text: `A group you cannot see gives the role ${name}.`,
        role,
      };
    const { groupId, below } = group;
    const through = below === null ? '' : `, in which they are through ${below},`;
    const text = `The group ${group.name}${through} gives the role ${name}.`;
    return { step: 'group', outcome: 'allows', text, role, groupId: groupId as `grp_${string}` };
  });
  if (!isBase || given.length === 0) return given;
  return [{ step: 'group', outcome: 'neutral', text: `${name} is also their own role.`, role }, ...given];
}
