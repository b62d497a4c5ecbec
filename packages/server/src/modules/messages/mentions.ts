import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { fillPage } from '../../kernel/fill-page.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { resourceOfChannel } from '../channels/index.ts';
import { type FoundMessage, presentMessages } from './message.ts';
import { listMentioning } from './store/reads.ts';

export const listMentions = implementQuery('messages.mentions', {
  async run(tx, { authority, authorise, permits }, { after, limit }) {
    authorise('workspace.read', workspace);
    const { principalId, rights } = authority;
    const start = after === undefined ? null : uuidOf(after);
    const browses = rights.has('channel.browse');
    return fillPage<FoundMessage>(
      limit,
      (last, most) =>
        listMentioning(tx, { principalId, browses, after: last?.message_id ?? start, limit: most }),
      // The statement has filtered by what roles say; the decision is what counts.
      (rows) => rows.filter((row) => permits('channel.read', resourceOfChannel(row))),
    );
  },

  async present({ keys }, { rows, last }) {
    return {
      messages: await presentMessages(keys, rows),
      next: last === undefined ? null : encodeId('message', last.message_id),
    };
  },
});
