/** What a channel can give its members. The table of the policy again, which no browser needs as a whole; a test compares. */
import type { Permission } from '@wardroom/contract';

export const grantable = [
  'message.mention_all',
  'message.pin',
  'message.write',
  'message.react',
  'message.redact_any',
  'channel.invite',
  'channel.update',
  'channel.archive',
  'channel.manage_members',
] as const satisfies readonly Permission[];
