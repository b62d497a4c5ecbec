import type { Operations, OutputOf } from '@wardroom/contract';
import { nearness } from '../workspace/switching.ts';
import { compare } from '../workspace/titles.ts';

export type ListedChannel = OutputOf<Operations['channels.directory']>['channels'][number];

/** Names that begin with what was typed first, then names that contain it, then topics. Pure. */
export function found(
  listed: readonly ListedChannel[],
  typed: string,
  archived: boolean,
): readonly ListedChannel[] {
  const wanted = typed.trim().replace(/^#/, '').toLowerCase();
  return listed
    .filter((channel) => archived || !channel.archived)
    .flatMap((channel) => {
      const near = nearness(channel.name, wanted) ?? (nearness(channel.topic, wanted) === null ? null : 3);
      return near === null ? [] : [{ channel, near }];
    })
    .toSorted((a, b) => a.near - b.near || compare(a.channel.name, b.channel.name))
    .map(({ channel }) => channel);
}
