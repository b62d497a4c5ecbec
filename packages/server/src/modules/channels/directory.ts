import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { found, presentChannels, resourceOfChannel } from './channel.ts';
import { type Page, pageOf } from './page.ts';
import { type DirectoryRow, listDirectory } from './store/channels.ts';

export const channelDirectory = implementQuery('channels.directory', {
  async run(tx, { authority, authorise, permits }, { after, limit, archived }) {
    authorise('channel.browse', workspace);
    const rows = await listDirectory(tx, {
      principalId: authority.principalId,
      after: after === undefined ? null : uuidOf(after),
      limit: limit + 1,
      archived,
    });
    const page = pageOf(rows, limit);
    const shown = page.rows.filter((row) =>
      permits('channel.read', resourceOfChannel({ ...row, own_role: row.joined ? 'member' : null })),
    );
    return { ...page, rows: shown, last: page.rows.at(-1) };
  },

  async present(
    { keys },
    { rows, more, last }: Page<DirectoryRow> & { readonly last: DirectoryRow | undefined },
  ) {
    const channels = (await presentChannels(keys, rows)).map((channel, index) => {
      const row = found(rows[index]);
      return { ...channel, joined: row.joined, memberCount: row.member_count };
    });
    return { channels, next: more && last ? encodeId('channel', last.channel_id) : null };
  },
});
