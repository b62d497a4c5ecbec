import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { type OwnChannelRow, ownResource, presentOwnChannels } from './channel.ts';
import { type Page, pageOf } from './page.ts';
import { listOwnChannels } from './store/channels.ts';

export const listChannels = implementQuery('channels.list', {
  async run(tx, { authority, authorise, permits }, { after, limit }) {
    authorise('channel.read', workspace);
    const start = after === undefined ? null : uuidOf(after);
    const page = pageOf(await listOwnChannels(tx, authority.principalId, start, limit + 1), limit);
    const rows = page.rows.filter((row) => permits('channel.read', ownResource(row)));
    return { ...page, rows, last: page.rows.at(-1) };
  },

  async present(
    { keys },
    { rows, more, last }: Page<OwnChannelRow> & { readonly last: OwnChannelRow | undefined },
  ) {
    const channels = await presentOwnChannels(keys, rows);
    return { channels, next: more && last ? encodeId('channel', last.channel_id) : null };
  },
});
