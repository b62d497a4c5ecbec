import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { presentOwnChannels } from './channel.ts';
import { type Page, pageOf } from './page.ts';
import { listOwnChannels } from './store/channels.ts';

export const listChannels = implementQuery('channels.list', {
  async run(tx, { authority, authorise }, { after, limit }) {
    authorise('channel.read', workspace);
    const start = after === undefined ? null : uuidOf(after);
    return pageOf(await listOwnChannels(tx, authority.principalId, start, limit + 1), limit);
  },

  async present({ keys }, { rows, more }: Page<Parameters<typeof presentOwnChannels>[1][number]>) {
    const channels = await presentOwnChannels(keys, rows);
    const last = rows.at(-1);
    return { channels, next: more && last ? encodeId('channel', last.channel_id) : null };
  },
});
