/** Everything of a batch that needs keys, done before the head of the log is held. */
import type { InputOf, Operations, Uuid } from '@wardroom/contract';
import type { PrepareContext } from '../../kernel/implementation.ts';
import { nameLookup, sealName, sealTopic } from '../channels/index.ts';
import { sealBody } from '../messages/index.ts';
import { handleLookup, sealProfile } from '../principals/index.ts';
import { lastLexicon, type TextTokens } from '../search-index/index.ts';
import { importedClientKey, importedMessageId } from './identity.ts';

export interface PreparedAuthor {
  /** Used when nobody has the handle yet. */
  readonly newId: Uuid;
  readonly lookup: Buffer;
  readonly sealed: Buffer;
}

export interface PreparedRow {
  readonly id: Uuid;
  readonly clientKey: string;
  readonly author: PreparedAuthor;
  readonly sealedBody: Buffer;
  readonly body: string;
  readonly tokens: TextTokens;
  readonly sentAt: number;
  /** Id of the root that the row names; whether it exists is not known yet. */
  readonly rootId: Uuid | null;
}

export interface PreparedImport {
  readonly channel: {
    readonly newId: Uuid;
    readonly lookup: Buffer;
    readonly sealedName: Buffer;
    readonly sealedTopic: Buffer;
  };
  readonly authors: readonly PreparedAuthor[];
  readonly rows: readonly PreparedRow[];
}

export function prepareImport(
  context: PrepareContext,
  { channel, messages }: InputOf<Operations['imports.append']>,
): PreparedImport {
  const { keys, newId } = context;
  const lexicon = lastLexicon(keys);
  const authors = new Map<string, PreparedAuthor>();
  const rows = messages.map((message) => {
    const author = authors.get(message.author.handle) ?? prepareAuthor(context, message.author);
    authors.set(message.author.handle, author);
    const id = importedMessageId(keys, message.externalId);
    return {
      id,
      clientKey: importedClientKey(message.externalId),
      author,
      sealedBody: sealBody(keys, id, message.body),
      body: message.body,
      tokens: lexicon.tokensOf(message.body),
      sentAt: message.sentAt,
      rootId:
        message.threadRootExternalId === null ? null : importedMessageId(keys, message.threadRootExternalId),
    };
  });
  const channelId = newId();
  return {
    channel: {
      newId: channelId,
      lookup: nameLookup(keys, channel.name),
      sealedName: sealName(keys, channelId, channel.name),
      sealedTopic: sealTopic(keys, channelId, channel.topic),
    },
    authors: [...authors.values()],
    rows,
  };
}

function prepareAuthor(
  { keys, newId }: PrepareContext,
  { handle, displayName }: { readonly handle: string; readonly displayName: string },
): PreparedAuthor {
  const id = newId();
  return {
    newId: id,
    lookup: handleLookup(keys, handle),
    sealed: sealProfile(keys, id, { handle, displayName, emailAddress: null }),
  };
}
