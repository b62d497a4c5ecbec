/** Pinning and unpinning. Either repeated changes nothing; whoever pinned first stays the one who did. */
import { uuidOf } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { type MessageRow, presentMessage, setPin } from '../messages/index.ts';
import { recordMark, requireMarkable } from './mark.ts';

export const pinMessage = implementCommand('pins.add', {
  async run(tx, context, input): Promise<MessageRow> {
    const { message, permit } = await requireMarkable(tx, context, 'message.pin', uuidOf(input.messageId));
    if (message.pinned_at !== null) return message;
    const by = { at: context.at, principalId: context.authority.principalId };
    const [marked] = await setPin(tx, permit, by);
    recordMark(tx, context, found(marked));
    return found(marked);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});

export const unpinMessage = implementCommand('pins.remove', {
  async run(tx, context, input): Promise<MessageRow> {
    const { message, permit } = await requireMarkable(tx, context, 'message.pin', uuidOf(input.messageId));
    if (message.pinned_at === null) return message;
    const [marked] = await setPin(tx, permit, null);
    recordMark(tx, context, found(marked));
    return found(marked);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});
