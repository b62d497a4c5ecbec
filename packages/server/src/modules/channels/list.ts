import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Filled, fillPage } from '../../kernel/fill-page.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { type OwnChannelRow, ownResource, presentOwnChannels } from './channel.ts';
import { listOwnChannels } from './store/channels.ts';

export const listChannels = implementQuery('channels.list', {
  async run(tx, { authority, authorise, permits }, { after, limit }) {
    authorise('channel.read', workspace);
    const start = after === undefined ? null : uuidOf(after);
    return fillPage<OwnChannelRow>(
      limit,
      (last, most) => listOwnChannels(tx, authority.principalId, last?.channel_id ?? start, most),
      (rows) => rows.filter((row) => permits('channel.read', ownResource(row))),
    );
  },

  async present({ keys }, { rows, last }: Filled<OwnChannelRow>) {
    const channels = await presentOwnChannels(keys, rows);
    return { channels, next: last === undefined ? null : encodeId('channel', last.channel_id) };
  },
});
