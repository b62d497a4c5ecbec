import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Filled, fillPage } from '../../kernel/fill-page.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { found, presentChannels, resourceOfChannel } from './channel.ts';
import { type DirectoryRow, listDirectory } from './store/channels.ts';

export const channelDirectory = implementQuery('channels.directory', {
  async run(tx, { authority, authorise, permits }, { after, limit, archived }) {
    authorise('channel.browse', workspace);
    const { principalId } = authority;
    const start = after === undefined ? null : uuidOf(after);
    return fillPage<DirectoryRow>(
      limit,
      (last, most) =>
        listDirectory(tx, { principalId, archived, after: last?.channel_id ?? start, limit: most }),
      (rows) =>
        rows.filter((row) =>
          permits('channel.read', resourceOfChannel({ ...row, own_role: row.joined ? 'member' : null })),
        ),
    );
  },

  async present({ keys }, { rows, last }: Filled<DirectoryRow>) {
    const channels = (await presentChannels(keys, rows)).map((channel, index) => {
      const row = found(rows[index]);
      return { ...channel, joined: row.joined, memberCount: row.member_count };
    });
    return { channels, next: last === undefined ? null : encodeId('channel', last.channel_id) };
  },
});
