import { useEffect } from 'react';
import { useSynced } from '../workspace/use-workspace.ts';
import { type SidebarRow, standsOut } from './rows.ts';

/** The tab says where one is, and whether somebody asks for attention elsewhere. */
export function useTitle(rows: readonly SidebarRow[], current: string | undefined): void {
  const { tenant, channels } = useSynced();
  const mentions = Object.values(channels).reduce((sum, { membership }) => sum + membership.mentions, 0);
  const unread = rows.some((row) => row.kind === 'channel' && standsOut(row));
  const here = rows.find((row) => row.kind === 'channel' && row.key === current);
  const title = here?.kind === 'channel' ? here.title : null;
  const mark = title?.look === 'public' || title?.look === 'private' ? '#' : '';
  const name = title === null ? '' : `${mark}${title.name} · `;
  useEffect(() => {
    const sign = mentions > 0 ? `(${mentions}) ` : unread ? '• ' : '';
    document.title = `${sign}${name}${tenant.name}`;
  }, [tenant.name, name, mentions, unread]);
}
