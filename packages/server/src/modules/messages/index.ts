/** The door of messages. */
import type { Implementation } from '../../kernel/implementation.ts';
import { editMessage } from './edit.ts';
import { getMessage } from './get.ts';
import { listMessages } from './list.ts';
import { locateMessage } from './locate.ts';
import { listMentions } from './mentions.ts';
import { redactMessage } from './redact.ts';
import { sendMessage } from './send.ts';
import { readThread } from './thread.ts';

export { insertMessages } from './insert.ts';
export {
  emojiLookup,
  type FoundMessage,
  type MessageRow,
  messageResource,
  presentMessage,
  presentMessages,
  sealBody,
  sealEmoji,
} from './message.ts';
export { purgeChannel } from './purge.ts';
export { type RootRow, readRoots } from './store/batch-reads.ts';
export {
  addReaction,
  clearMarks,
  listPinned,
  type ReactionStanding,
  readStanding,
  removeReaction,
  setPin,
} from './store/marks.ts';
export { findMessage, hydrateMessages } from './store/reads.ts';
export type { NewMessage } from './store/writes.ts';

export const messageImplementations = (): Implementation[] => [
  sendMessage,
  editMessage,
  redactMessage,
  listMessages,
  readThread,
  getMessage,
  listMentions,
  locateMessage,
];
