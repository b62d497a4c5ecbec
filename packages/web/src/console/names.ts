/** Names for ids. An id that names nobody and nothing here stays an id: null. */
import { useQuery } from '@tanstack/react-query';
import type { Channel, ChannelId, PrincipalId } from '@wardroom/contract';
import { useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

/** The bound of the contract: of larger workspaces the first ones are known by name. */
const directoryPage = 500;

/** Public channels, archived ones too, and the private ones that somebody is in; by name. */
export function useChannels(): readonly Channel[] {
  const { call } = useWorkspace();
  const synced = useSynced();
  const { data } = useQuery({
    queryKey: ['directory'],
    queryFn: () => call('channels.directory', { limit: directoryPage, archived: true }),
    enabled: holds(synced, 'channel.browse'),
  });
  const own = Object.values(synced.channels).filter(({ kind }) => kind !== 'direct');
  const known = new Set<string>(own.map(({ id }) => id));
  const others = (data?.channels ?? []).filter(({ id }) => !known.has(id));
  return [...own, ...others].toSorted((a, b) => a.name.localeCompare(b.name));
}

export interface Names {
  readonly person: (id: string | null) => string | null;
  /** A word for whom one does not see. */
  readonly somebody: (id: string) => string;
  /** What is typed for somebody: their handle, or the id where one does not see them. */
  readonly handle: (id: string) => string;
  readonly channel: (id: string | null) => string | null;
  readonly role: (id: string | null) => string | null;
  /** Whom one writes with in a direct or group message of one’s own. */
  readonly partners: (id: string | null) => string | null;
}

/** For a whole screen: it goes through every channel. */
export function useNames(): Names {
  const { t, locale } = useTexts();
  const { people, me, channels: own } = useSynced();
  const roles = useRoles();
  const known = (id: string | null) => (id === me.id ? me : people[id as PrincipalId]);
  const person = (id: string | null) => known(id)?.displayName ?? null;
  const channels = new Map<string | null, string>(useChannels().map(({ id, name }) => [id, name]));
  const somebody = (id: string) => person(id) ?? t('console.unseen');
  return {
    person,
    somebody,
    handle: (id) => known(id)?.handle ?? id,
    partners(id) {
      const { kind, participants } = own[id as ChannelId] ?? {};
      if (kind !== 'direct') return null;
      const others = (participants ?? []).filter((participant) => participant !== me.id);
      return new Intl.ListFormat(locale).format(others.map(somebody));
    },
    channel: (id) => channels.get(id) ?? null,
    role: (id) => roles.find(({ role }) => role === id)?.name ?? null,
  };
}
