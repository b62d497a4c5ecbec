/** What saving a group does, in sentences: known here, from what one sees of the tree. */
import type { GroupView } from '@wardroom/contract';
import { useRoleName } from '../../account/role-text.tsx';
import { indexOf, pathOf } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { changesOf, type Draft } from './draft.ts';

interface Does {
  readonly base: GroupView | null;
  readonly draft: Draft;
  readonly groups: readonly GroupView[];
}

export function useDoes({ base, draft, groups }: Does): readonly string[] {
  const { t } = useTexts();
  const moves = useMove({ base, draft, groups });
  const visibility = t(`groups.visibilityHint.${draft.visibility}`);
  if (base === null) return [t('groups.does.create'), visibility, ...moves];
  const changes = changesOf(base, draft);
  const mentioners = t(`groups.mentionable.${draft.mentionableBy}`);
  const lines = [
    'name' in changes || 'description' in changes ? t('groups.does.words') : null,
    'handle' in changes ? t('groups.does.handle', { before: base.handle, after: draft.handle }) : null,
    'visibility' in changes ? t(`groups.does.${draft.visibility}`) : null,
    'mentionableBy' in changes ? t('groups.does.mention', { who: mentioners }) : null,
    'department' in changes
      ? t(draft.department ? 'groups.does.department' : 'groups.does.noDepartment')
      : null,
  ];
  return [...lines.filter((line) => line !== null), ...moves];
}

/** Whoever is in it is in what is above it, and has the roles of all of that. */
function useMove({ base, draft, groups }: Does): readonly string[] {
  const { t, locale } = useTexts();
  const nameOf = useRoleName();
  const parentId = base?.parentId ?? null;
  if (draft.parentId === parentId) return [];
  const list = new Intl.ListFormat(locale);
  const index = indexOf(groups);
  const aboveOf = (id: GroupView['id'] | null) => {
    const parent = id === null ? undefined : index.get(id);
    return parent === undefined ? [] : pathOf(index, parent);
  };
  const [before, after] = [aboveOf(parentId), aboveOf(draft.parentId)];
  const [left, entered] = [
    before.filter((one) => !after.includes(one)),
    after.filter((one) => !before.includes(one)),
  ];
  const namesOf = (all: readonly GroupView[]) => list.format(all.map(({ name }) => name));
  const rolesOf = (all: readonly GroupView[]) => [...new Set(all.flatMap(({ confers }) => confers))];
  const roles = (wanted: readonly GroupView['confers'][number][]) => list.format(wanted.map(nameOf));
  const [lost, gained] = [rolesOf(left), rolesOf(entered)];
  const lines = [
    left.length > 0 ? t('groups.does.moveTop', { above: namesOf(left) }) : null,
    entered.length > 0 ? t('groups.does.moveBelow', { above: namesOf(entered) }) : null,
    gained.length > 0 ? t('groups.does.rolesGained', { roles: roles(gained) }) : null,
    lost.length > 0 ? t('groups.does.rolesLost', { roles: roles(lost) }) : null,
  ];
  return lines.filter((line) => line !== null);
}
