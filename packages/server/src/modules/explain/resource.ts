/**
 * What a question is about, found twice by the same statements: as whoever asks sees it, which decides whether they may
 * ask, and as the principal in question sees it, which is what is explained.
 */
import { type Permission, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { type ResourceFacts, workspace } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { Supposition } from '../../kernel/explain.ts';
import { channelResource, findChannel } from '../channels/index.ts';
import { findMessage, messageResource } from '../messages/index.ts';
import { findPrincipal } from '../principals/index.ts';
import type { Question } from './supposed.ts';

export interface Subject {
  /** What one needs to know that it exists. */
  readonly seenBy: Permission | null;
  /** As whoever asks finds it. */
  readonly seen: ResourceFacts | null;
  /** As the principal in question finds it. */
  readonly resource: ResourceFacts | null;
}

type Who = Pick<Authority, 'principalId' | 'rights' | 'segmented' | 'book' | 'policiesVersion'>;

/** Throws `invalid_input` for a question about several things. */
export async function findSubject(
  tx: ReadTransaction,
  caller: Who,
  asked: Supposition,
  question: Question,
): Promise<Subject> {
  const { channelId, messageId, subjectId } = question;
  const named = [channelId, messageId, subjectId].filter((id) => id !== undefined);
  if (named.length > 1)
    throw new WardroomError('invalid_input', {
      problems: [{ path: '/channelId', message: 'ask about one channel, one message or one principal' }],
    });
  const find = async (seenBy: Permission, findAs: Find, id: string): Promise<Subject> => {
    const [seen, resource] = await Promise.all([
      findAs(tx, caller, uuidOf(id)),
      findAs(tx, asked, uuidOf(id)),
    ]);
    return { seenBy, seen, resource };
  };
  if (channelId !== undefined) return find('channel.read', findChannelAs, channelId);
  if (messageId !== undefined) return find('channel.read', findMessageAs, messageId);
  if (subjectId !== undefined) return find('people.read', findPersonAs, subjectId);
  return { seenBy: null, seen: workspace, resource: workspace };
}

type Find = (tx: ReadTransaction, who: Who, id: Uuid) => Promise<ResourceFacts | null>;

const findChannelAs: Find = async (tx, { principalId }, id) =>
  channelResource(await findChannel(tx, id, principalId));
const findMessageAs: Find = async (tx, { principalId }, id) =>
  messageResource(await findMessage(tx, id, principalId));
const findPersonAs: Find = async (tx, who, id) => (await findPrincipal(tx, who, id))?.resource ?? null;
