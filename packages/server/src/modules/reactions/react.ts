/** Adding and taking back a reaction. Either repeated changes nothing and tells nobody. */
import { type MessageId, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type PrepareContext, type RunContext } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import {
  addReaction,
  emojiLookup,
  type MessageRow,
  presentMessage,
  type ReactionStanding,
  readStanding,
  removeReaction,
  sealEmoji,
} from '../messages/index.ts';
import { type Markable, recordMark, requireMarkable } from './mark.ts';

/** Different emoji on one message, and people who react with the same one. */
export const mostEmoji = 50;
export const mostPeople = 1_000;

interface PreparedReaction {
  readonly messageId: Uuid;
  readonly principalId: Uuid;
  readonly lookup: Buffer;
}

interface ReactionInput {
  readonly messageId: MessageId;
  readonly emoji: string;
}

function prepareReaction({ keys, identity }: PrepareContext, input: ReactionInput): PreparedReaction {
  if (identity === null) throw new WardroomError('unauthenticated');
  const messageId = uuidOf(input.messageId);
  return {
    messageId,
    principalId: identity.principalId,
    lookup: emojiLookup(keys, messageId, input.emoji),
  };
}

async function readMarkable(
  tx: WriteTransaction,
  context: RunContext,
  prepared: PreparedReaction,
): Promise<Markable & { readonly standing: ReactionStanding }> {
  const [markable, standing] = await Promise.all([
    requireMarkable(tx, context, 'message.react', prepared.messageId),
    readStanding(tx, prepared, mostPeople),
  ]);
  return { ...markable, standing };
}

export const react = implementCommand('reactions.add', {
  async prepare(context, input) {
    const prepared = prepareReaction(context, input);
    return { ...prepared, sealedEmoji: sealEmoji(context.keys, prepared, input.emoji) };
  },

  async run(tx, context, _input, prepared): Promise<MessageRow> {
    const { message, permit, standing } = await readMarkable(tx, context, prepared);
    if (standing.own) return message;
    const isNew = standing.people === 0;
    if (isNew ? standing.kinds >= mostEmoji : standing.people >= mostPeople)
      throw new WardroomError('limit_reached');
    const [marked] = await addReaction(tx, permit, { ...prepared, at: context.at });
    recordMark(tx, context, found(marked));
    return found(marked);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});

export const takeBack = implementCommand('reactions.remove', {
  prepare: async (context, input) => prepareReaction(context, input),

  async run(tx, context, _input, prepared): Promise<MessageRow> {
    const { message, permit, standing } = await readMarkable(tx, context, prepared);
    if (!standing.own) return message;
    const [marked] = await removeReaction(tx, permit, prepared);
    recordMark(tx, context, found(marked));
    return found(marked);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});
