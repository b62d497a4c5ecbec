/** Channels visited in this tab, newest first: ids only, gone when the tab is closed or its person signs out. */
import type { ChannelId } from '@wardroom/contract';
import type { Environment } from '../environment.ts';
import { visitedNow } from './switching.ts';

const key = 'wardroom.recent';
const separator = ' ';

export const recentOf = ({ tabStorage }: Environment): readonly ChannelId[] =>
  (tabStorage.read(key) ?? '').split(separator).filter((id) => id !== '') as ChannelId[];

export const noteVisit = (environment: Environment, channelId: ChannelId): void => {
  environment.tabStorage.write(key, visitedNow(recentOf(environment), channelId).join(separator));
};
