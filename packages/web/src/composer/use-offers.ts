import type { ChannelId, OwnChannel, Person, PrincipalId } from '@wardroom/contract';
import { useEffect, useMemo, useState } from 'react';
import { type Emoji, loadEmoji } from '../marks/emoji-data.ts';
import { findEmoji, usual } from '../marks/emoji-search.ts';
import { useGroups } from '../workspace/groups.ts';
import { holds, mayMention } from '../workspace/rights.ts';
import type { Synced } from '../workspace/state.ts';
import { useMay } from '../workspace/use-may.ts';
import { useSelect, useSynced } from '../workspace/use-workspace.ts';
import type { CommandName } from './commands.ts';
import {
  channelOffers,
  commandOffers,
  emojiOffers,
  groupOffers,
  mostOffers,
  type Offer,
  peopleOffers,
  withGroups,
} from './offers.ts';
import { loadShortcodes } from './shortcodes.ts';
import type { Trigger } from './trigger.ts';

const none: readonly Offer[] = [];

/** What can stand at the caret; empty while the chunk of the emoji is on its way. */
export function useOffers(trigger: Trigger | null, channelId: ChannelId): readonly Offer[] {
  const synced = useSynced();
  const members = useSelect((state) => state.members.get(channelId));
  const groups = useGroups(trigger?.kind === '@');
  const may = useMay(channelId);
  const emoji = useEmoji(trigger?.kind === ':');
  const kind = trigger?.kind ?? null;
  const query = trigger?.query ?? '';
  return useMemo(() => {
    switch (kind) {
      case '@':
        return withGroups(
          people(synced, synced.channels[channelId], members ?? [], {
            query,
            all: may('mentionAll'),
          }),
          groupOffers(
            groups.filter((group) => mayMention(synced.permissions, group)),
            query,
          ),
        );
      case '#':
        return channelOffers(Object.values(synced.channels), query);
      case '/':
        return commandOffers(query).filter(({ key }) => mayRun(synced, may, key as CommandName));
      case ':':
        return emoji === null ? none : emojiFor(emoji, query);
      default:
        return none;
    }
  }, [kind, query, synced, members, groups, may, emoji, channelId]);
}

function people(
  synced: Synced,
  channel: OwnChannel | undefined,
  members: readonly { readonly principalId: PrincipalId }[],
  { query, all: mayCallAll }: { readonly query: string; readonly all: boolean },
): readonly Offer[] {
  const direct = channel?.kind === 'direct';
  const ids = direct ? channel.participants : members.map(({ principalId }) => principalId);
  const all: readonly Person[] = Object.values(synced.people);
  const input = {
    people: all,
    members: new Set(ids),
    me: synced.me.id,
    everybody: direct || !mayCallAll ? null : 'channel',
  };
  return peopleOffers(input, query);
}

/** Whoever may not do it is not offered it; typed nevertheless, the server refuses. */
function mayRun(synced: Synced, may: ReturnType<typeof useMay>, name: CommandName): boolean {
  const rights: Partial<Record<CommandName, boolean>> = {
    ...{ topic: may('update'), invite: may('invite'), leave: may('leave'), archive: may('archive') },
    ...{ dm: holds(synced, 'direct.open'), search: holds(synced, 'message.search') },
  };
  return rights[name] ?? true;
}

interface EmojiKnown {
  readonly codes: ReadonlyMap<string, string>;
  readonly all: readonly Emoji[];
}

function emojiFor({ codes, all }: EmojiKnown, query: string): readonly Offer[] {
  if (query !== '') return emojiOffers(codes, findEmoji(all, query), query);
  const names = new Map(all.map(({ emoji, label }) => [emoji, label]));
  return usual.slice(0, mostOffers).map((emoji) => {
    return { kind: 'emoji', key: emoji, insert: emoji, name: names.get(emoji) ?? emoji };
  });
}

function useEmoji(wanted: boolean): EmojiKnown | null {
  const [known, setKnown] = useState<EmojiKnown | null>(null);
  const missing = wanted && known === null;
  useEffect(() => {
    if (!missing) return;
    let current = true;
    Promise.all([loadShortcodes(), loadEmoji()]).then(
      ([codes, all]) => {
        if (current) setKnown({ codes, all });
      },
      // Offline: the next colon asks again.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [missing]);
  return known;
}
