import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { pageOf, resourceOfChannel } from '../channels/index.ts';
import { presentMessages } from './message.ts';
import { listMentioning } from './store/reads.ts';

export const listMentions = implementQuery('messages.mentions', {
  async run(tx, { authority, authorise, permits }, { after, limit }) {
    authorise('workspace.read', workspace);
    const rows = await listMentioning(tx, {
      principalId: authority.principalId,
      after: after === undefined ? null : uuidOf(after),
      limit: limit + 1,
      browses: authority.rights.has('channel.browse'),
    });
    const { rows: page, more } = pageOf(rows, limit);
    // The statement has filtered by the same rule; the decision is what counts.
    const readable = page.filter((row) => permits('channel.read', resourceOfChannel(row)));
    return { readable, last: more ? page.at(-1) : undefined };
  },

  async present({ keys }, { readable, last }) {
    return {
      messages: await presentMessages(keys, readable),
      next: last === undefined ? null : encodeId('message', last.message_id),
    };
  },
});
