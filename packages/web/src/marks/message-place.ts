import type { Message } from '@wardroom/contract';

/** Where a message is shown among what was said around it: in its channel, or in its thread. */
export function placeOfMessage({
  channelId,
  threadRootId,
  channelSeq,
}: Pick<Message, 'channelId' | 'threadRootId' | 'channelSeq'>) {
  const search = { at: channelSeq };
  return threadRootId === null
    ? ({ to: '/c/$channelId', params: { channelId }, search } as const)
    : ({ to: '/c/$channelId/t/$messageId', params: { channelId, messageId: threadRootId }, search } as const);
}
