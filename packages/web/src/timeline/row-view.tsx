import type { Channel, MessageId } from '@wardroom/contract';
import { MessageRow } from '../chat/message-row.tsx';
import { nameOf, useMentionTitle } from '../chat/names.ts';
import { OutgoingRow } from '../chat/outgoing-row.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { Beginning } from './beginning.tsx';
import { DayDivider } from './day-divider.tsx';
import type { Row } from './rows.ts';

interface RowViewProps {
  readonly row: Row;
  readonly channel: Channel;
  readonly title: string;
  /** Nothing has been said here yet. */
  readonly bare: boolean;
  readonly active: boolean;
  readonly at: number | undefined;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
}

export function RowView({ row, channel, title, bare, active, at, editing, onEdit }: RowViewProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const formats = useFormats();
  const mention = useMentionTitle();
  switch (row.kind) {
    case 'start':
      return <Beginning channel={channel} title={title} bare={bare} />;
    case 'day':
      return <DayDivider at={row.at} channelId={channel.id} />;
    case 'unread':
      return <div className="divider divider-new">{t('timeline.new')}</div>;
    case 'outgoing':
      return <OutgoingRow outgoing={row.outgoing} continued={row.continued} mention={mention} />;
    default:
      return (
        <MessageRow
          message={row.message}
          author={nameOf(synced, row.message.authorId, t('chat.somebody'))}
          continued={row.continued}
          active={active}
          editing={editing === row.message.id}
          marked={row.message.channelSeq === at}
          inThread={false}
          formats={formats}
          mention={mention}
          onEdit={onEdit}
        />
      );
  }
}
