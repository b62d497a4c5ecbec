import type { GroupView } from '@wardroom/contract';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, memo, useMemo, useState } from 'react';
import { useRoleName } from '../../account/role-text.tsx';
import { GroupBadges } from '../../groups/group-badges.tsx';
import { type GroupId, rowsOf, type TreeRow } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { AddressLink } from '../address-link.tsx';
import { useAddress } from '../use-address.ts';

interface GroupTreeProps {
  readonly groups: readonly GroupView[];
  /** null: all. */
  readonly matches: ((group: GroupView) => boolean) | null;
}

/** A large tree begins folded. */
const openUpTo = 60;
/** Lines that are drawn at once. */
const linesAtOnce = 200;

/** A tree with columns: the arrow keys go up and down, Right and Left unfold and fold (WAI-ARIA treegrid). */
export function GroupTree({ groups, matches }: GroupTreeProps) {
  const { t } = useTexts();
  const { subject, filters, open } = useAddress();
  const [turned, setTurned] = useState<ReadonlySet<GroupId>>(new Set());
  const [most, setMost] = useState(linesAtOnce);
  const folded = useMemo(() => {
    if (groups.length <= openUpTo) return turned;
    return new Set(groups.flatMap(({ id }) => (turned.has(id) ? [] : [id])));
  }, [groups, turned]);
  const rows = useMemo(() => rowsOf(groups, { folded, matches }), [groups, folded, matches]);
  const turn = (id: GroupId) =>
    setTurned((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));
  const shown = rows.slice(0, most);
  const search = new URLSearchParams(filters).toString();
  return (
    <>
      <div className="table-frame">
        <table
          className="table group-tree"
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a tree with columns.
          role="treegrid"
          aria-label={t('groups.title')}
          onKeyDown={(event) => moveInTree(event, turn)}
        >
          <Head />
          {/* biome-ignore lint/a11y/noRedundantRoles: on a phone the change of display takes roles away. */}
          <tbody role="rowgroup">
            {shown.map((row) => (
              <Line
                key={row.group.id}
                {...{ row, onTurn: turn, onOpen: open, search }}
                chosen={row.group.id === subject}
              />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length ? (
        <div className="table-foot">
          <button type="button" className="button small" onClick={() => setMost(most + linesAtOnce)}>
            {t('groups.more', { count: rows.length - shown.length })}
          </button>
        </div>
      ) : null}
    </>
  );
}

function Head() {
  const { t } = useTexts();
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see GroupTree.
    <thead role="rowgroup">
      {/* biome-ignore lint/a11y/noRedundantRoles: see GroupTree. */}
      <tr role="row">
        {(['groups.group', 'groups.handle', 'groups.people', 'groups.gives'] as const).map((label) => (
          <th
            key={label}
            // biome-ignore lint/a11y/noRedundantRoles: see GroupTree.
            role="columnheader"
            scope="col"
            data-phone={label === 'groups.handle' ? 'away' : undefined}
            className={label === 'groups.people' ? 'number' : undefined}
          >
            {t(label)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface LineProps {
  readonly row: TreeRow;
  readonly chosen: boolean;
  readonly search: string;
  readonly onTurn: (id: GroupId) => void;
  readonly onOpen: (id: string) => void;
}

const Line = memo(function Line({ row, chosen, search, onTurn, onOpen }: LineProps) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const { group, level, open, position, size } = row;
  const { id, handle, members, confers } = group;
  return (
    // The link in the first cell is the row for the keyboard.
    <tr
      // biome-ignore lint/a11y/noRedundantRoles: see GroupTree.
      role="row"
      className={chosen ? 'chosen' : undefined}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={size}
      {...(open === null ? {} : { 'aria-expanded': open })}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button') === null) onOpen(id);
      }}
    >
      {/* biome-ignore lint/a11y/noRedundantRoles: see GroupTree. */}
      <td role="cell">
        <Name {...{ row, chosen, search, onTurn }} />
      </td>
      {/* biome-ignore lint/a11y/noRedundantRoles: see GroupTree. */}
      <td role="cell" data-label={t('groups.handle')} data-phone="away">
        <bdi className="quiet">@{handle}</bdi>
      </td>
      {/* biome-ignore lint/a11y/noRedundantRoles: see GroupTree. */}
      <td role="cell" className="number" data-label={t('groups.people')} data-phone="named">
        {members === null ? (
          <span title={t('groups.countUnseen')}>–</span>
        ) : (
          t('console.count', { count: members })
        )}
      </td>
      {/* biome-ignore lint/a11y/noRedundantRoles: see GroupTree. */}
      <td role="cell" data-label={t('groups.gives')} data-phone="named">
        {confers.length === 0 ? null : <bdi className="clip">{confers.map(nameOf).join(', ')}</bdi>}
      </td>
    </tr>
  );
});

function Name({ row, chosen, search, onTurn }: Omit<LineProps, 'onOpen'>) {
  const { t } = useTexts();
  const { group, level, open, aside } = row;
  const { id, name } = group;
  return (
    <span className={aside ? 'group-name aside' : 'group-name'} data-level={level}>
      {open === null ? (
        <span className="group-twist" />
      ) : (
        <button
          type="button"
          className="group-twist"
          tabIndex={-1}
          aria-label={t(open ? 'groups.fold' : 'groups.unfold', { name })}
          onClick={() => onTurn(id)}
        >
          {open ? (
            <ChevronDown size={14} aria-hidden="true" />
          ) : (
            <ChevronRight size={14} aria-hidden="true" />
          )}
        </button>
      )}
      <AddressLink
        to={{ screen: 'groups', subject: id, filters: Object.fromEntries(new URLSearchParams(search)) }}
        className="row-link"
        data-row={id}
        data-level={level}
        data-open={open ?? undefined}
        aria-current={chosen ? 'true' : undefined}
      >
        <bdi>{name}</bdi>
      </AddressLink>
      <GroupBadges group={group} />
    </span>
  );
}

function moveInTree(event: KeyboardEvent<HTMLTableElement>, turn: (id: GroupId) => void): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.row-link')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const here = links[at];
  if (here === undefined) return;
  const target = targetOf(links, at, event.key, turn);
  if (target === undefined) return;
  event.preventDefault();
  target?.focus();
}

const levelOf = (link: HTMLElement | undefined): number => Number(link?.dataset.level ?? 0);

/** undefined: the key means nothing here; null: it has folded or unfolded. */
function targetOf(
  links: readonly HTMLElement[],
  at: number,
  key: string,
  turn: (id: GroupId) => void,
): HTMLElement | null | undefined {
  const here = links[at];
  const { open, row } = here?.dataset ?? {};
  switch (key) {
    case 'ArrowDown':
      return links[at + 1] ?? null;
    case 'ArrowUp':
      return links[at - 1] ?? null;
    case 'Home':
      return links[0];
    case 'End':
      return links.at(-1);
    case 'ArrowRight':
      if (open === 'true') return links[at + 1];
      if (open === 'false') turn(row as GroupId);
      return null;
    case 'ArrowLeft':
      if (open !== 'true')
        return links.slice(0, at).findLast((link) => levelOf(link) < levelOf(here)) ?? null;
      turn(row as GroupId);
      return null;
    default:
      return undefined;
  }
}
