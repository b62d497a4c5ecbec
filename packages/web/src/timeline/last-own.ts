import type { Message, MessageId, PrincipalId } from '@wardroom/contract';

/** What the arrow key up edits. */
export const lastOwn = (messages: readonly Message[], me: PrincipalId): MessageId | null =>
  messages.findLast(({ authorId, redactedAt }) => authorId === me && redactedAt === null)?.id ?? null;
