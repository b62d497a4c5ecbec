/** Who reads a channel now, and why, of those whom the caller sees: found by asking the decision about each, never by a rule of its own. */
import { encodeId, type Uuid, uuidOf } from '@wardroom/contract';
import { type ResourceFacts, workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type SupposingParts, suppose } from '../../kernel/explain.ts';
import { implementQuery, type RunContext } from '../../kernel/implementation.ts';
import { channelResource, type FoundChannel, findChannel, found } from '../channels/index.ts';
import { viewerOf } from '../principals/index.ts';
import { ensureNames, heldRoles, readOrigins } from './roles.ts';
import { type CandidateRow, listCandidates } from './store.ts';
import { supposedOf } from './supposed.ts';
import { type Asked, ask, explain } from './trace.ts';

/** How many are asked about for one page: a page may be short, and more may follow. */
const mostAsked = 1_000;
const permission = 'channel.read';

interface Readers {
  readonly readers: readonly Asked[];
  /** The last one that was asked about; null: nobody follows. */
  readonly last: Uuid | null;
}

export const channelReaders = (parts: SupposingParts) =>
  implementQuery('decisions.readers', {
    async run(tx, context, { channelId, after, limit }) {
      const { authority, authorise, permits } = context;
      const id = uuidOf(channelId);
      const channel = await findChannel(tx, id, authority.principalId);
      const resource = channelResource(channel);
      authorise('channel.read', resource);
      // Whoever may ask such things at all, and its managers.
      if (!permits('access.explain', workspace)) authorise('channel.manage_members', resource);
      const start = after === undefined ? null : uuidOf(after);
      const page = { channel: found(channel), after: start, limit };
      const [origins, readers] = await Promise.all([
        readOrigins(tx, authority),
        readersOf(tx, context, parts, page),
      ]);
      return { origins, ...readers };
    },

    async present({ keys, authority }, { origins, readers, last }) {
      await ensureNames(keys, origins);
      const seesPolicies = authority?.rights.has('policies.view') === true;
      return {
        readers: readers.map((asked) => ({
          principalId: encodeId('principal', asked.supposition.principalId),
          explanation: explain(asked, heldRoles(keys, origins, asked.supposition), seesPolicies),
        })),
        next: last === null ? null : encodeId('principal', last),
      };
    },
  });

interface Page {
  readonly channel: FoundChannel;
  readonly after: Uuid | null;
  readonly limit: number;
}

async function readersOf(
  tx: ReadTransaction,
  context: RunContext,
  parts: SupposingParts,
  { channel, after, limit }: Page,
): Promise<Readers> {
  const supposed = supposedOf(context, { permission });
  const viewer = viewerOf(context.authority);
  const readers: Asked[] = [];
  let last = after;
  for (let asked = 0; asked < mostAsked; ) {
    const wanted = { channelId: channel.channel_id, after: last, everybody: channel.kind === 'public' };
    const rows = await listCandidates(tx, viewer, { ...wanted, limit: limit + 1 });
    const known = await suppose(
      tx,
      parts,
      rows.map((row) => row.principal_id),
      supposed,
    );
    for (const row of rows) {
      if (readers.length === limit) return { readers, last };
      const supposition = found(known.get(row.principal_id));
      const one = ask(supposition, { permission, resource: asSeenBy(channel, row), supposed });
      last = row.principal_id;
      if (supposition.isActive && supposition.isOwnerActive && one.answer.allowed) readers.push(one);
    }
    asked += rows.length;
    if (rows.length <= limit) return { readers, last: null };
  }
  return { readers, last };
}

const asSeenBy = (channel: FoundChannel, { own_role }: CandidateRow): ResourceFacts | null =>
  channelResource({ ...channel, own_role });
