/** Who is writing where. Each is forgotten after a while unless told again, and when their message comes. */
import type { ChannelId, Message, PrincipalId, TypingFrame } from '@wardroom/contract';
import { typingLastsMs } from '@wardroom/contract/wire';

interface Typist extends Omit<TypingFrame, 't'> {
  /** Milliseconds of the caller's clock. */
  readonly until: number;
}

export type Typing = ReadonlyMap<string, Typist>;

type Place = Pick<Typist, 'channelId' | 'threadRootId'>;

/** One place per person and channel: who goes on writing elsewhere has left off here. */
const keyOf = (channelId: ChannelId, principalId: PrincipalId): string => `${channelId}/${principalId}`;

export function withTyping(
  known: Typing,
  { channelId, threadRootId, principalId }: TypingFrame,
  now: number,
): Typing {
  const until = now + typingLastsMs;
  const typist = { channelId, threadRootId, principalId, until };
  return new Map(withoutExpired(known, now)).set(keyOf(channelId, principalId), typist);
}

/** What they were writing has come. */
export function withMessageSent(known: Typing, { channelId, authorId }: Message): Typing {
  const key = keyOf(channelId, authorId);
  return known.has(key) ? new Map([...known].filter(([other]) => other !== key)) : known;
}

/** The same object when nobody is to be forgotten. */
export function withoutExpired(known: Typing, now: number): Typing {
  const rest = [...known].filter(([, { until }]) => until > now);
  return rest.length === known.size ? known : new Map(rest);
}

/** Who began first comes first. `threadRootId` null: in the channel itself. */
export const whoTypes = (known: Typing, { channelId, threadRootId }: Place, now: number): PrincipalId[] =>
  [...known.values()]
    .filter((one) => one.channelId === channelId && one.threadRootId === threadRootId && one.until > now)
    .map(({ principalId }) => principalId);
