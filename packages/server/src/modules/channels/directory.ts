import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { found, presentChannels } from './channel.ts';
import { type Page, pageOf } from './page.ts';
import { type DirectoryRow, listDirectory } from './store/channels.ts';

export const channelDirectory = implementQuery('channels.directory', {
  async run(tx, { authority, authorise }, { after, limit, archived }) {
    authorise('channel.browse', workspace);
    const rows = await listDirectory(tx, {
      principalId: authority.principalId,
      after: after === undefined ? null : uuidOf(after),
      limit: limit + 1,
      archived,
    });
    return pageOf(rows, limit);
  },

  async present({ keys }, { rows, more }: Page<DirectoryRow>) {
    const channels = (await presentChannels(keys, rows)).map((channel, index) => {
      const row = found(rows[index]);
      return { ...channel, joined: row.joined, memberCount: row.member_count };
    });
    const last = rows.at(-1);
    return { channels, next: more && last ? encodeId('channel', last.channel_id) : null };
  },
});
