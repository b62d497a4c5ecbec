/** Reactions and pins: what readers put on messages. */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const messageInput = z.strictObject({ messageId: id('message') });
const messageOutput = z.strictObject({ message: shape.message });
const reactionInput = messageInput.extend({ emoji: shape.emoji });

export const reactionOperations = {
  'reactions.add': operation({
    name: 'reactions.add',
    realm: 'tenant',
    effect: 'command',
    summary: 'React to a message. Doing it twice is doing it once.',
    input: reactionInput,
    output: messageOutput,
    permission: 'message.react',
    resource: 'Message',
    scope: 'messages:write',
    audit: 'message.reaction_added',
    limits: { cost: 1, bodyBytes: 1024 },
  }),
  'reactions.remove': operation({
    name: 'reactions.remove',
    realm: 'tenant',
    effect: 'command',
    summary: 'Take back one’s own reaction.',
    input: reactionInput,
    output: messageOutput,
    permission: 'message.react',
    resource: 'Message',
    scope: 'messages:write',
    audit: 'message.reaction_removed',
    limits: { cost: 1, bodyBytes: 1024 },
  }),
};

export const pinOperations = {
  'pins.add': operation({
    name: 'pins.add',
    realm: 'tenant',
    effect: 'command',
    summary: 'Pin a message to its channel.',
    input: messageInput,
    output: messageOutput,
    permission: 'message.pin',
    resource: 'Message',
    scope: 'messages:write',
    audit: 'message.pinned',
  }),
  'pins.remove': operation({
    name: 'pins.remove',
    realm: 'tenant',
    effect: 'command',
    summary: 'Unpin a message.',
    input: messageInput,
    output: messageOutput,
    permission: 'message.pin',
    resource: 'Message',
    scope: 'messages:write',
    audit: 'message.unpinned',
  }),
  'pins.list': operation({
    name: 'pins.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'Pinned messages of a channel, newest message first.',
    input: z.strictObject({
      channelId: id('channel'),
      after: id('message').optional(),
      limit: shape.limit(100, 50),
    }),
    output: z.strictObject({ messages: z.array(shape.message), next: id('message').nullable() }),
    permission: 'channel.read',
    resource: 'Channel',
    scope: 'messages:read',
    audit: none('content reads are not audited yet at this level'),
  }),
};
