/** Who can read this: what the server counts from live memberships and roles, asked again when they change. */
import type { Channel, ChannelId } from '@wardroom/contract';
import { Diamond, LockKeyhole } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Popover } from '../ui/float.tsx';
import { useOpening } from '../ui/menu.tsx';
import { loadReaders } from '../workspace/readers.ts';
import type { Readers } from '../workspace/state.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { MembersFilter } from './panes.ts';

/** Several changes in a row are one question. */
const debounceMs = 300;

function useReaders(channelId: ChannelId): { readers: Readers | undefined; unknown: boolean } {
  const workspace = useWorkspace();
  const readers = useSelect((state) => state.readers.get(channelId));
  const epoch = useSelect((state) => state.readersEpoch);
  const reachable = useSelect(({ connection }) => connection === 'live' || connection === 'connecting');
  const [failed, setFailed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when something changed or the connection is back.
  useEffect(() => {
    if (!reachable) return;
    const known = workspace.store.get().readers.has(channelId);
    const timer = setTimeout(
      () =>
        loadReaders(workspace, channelId).then(
          () => setFailed(false),
          () => setFailed(true),
        ),
      known ? debounceMs : 0,
    );
    return () => clearTimeout(timer);
  }, [workspace, channelId, epoch, reachable]);
  return { readers, unknown: failed && readers === undefined };
}

interface ReadersStripProps {
  readonly channel: Channel;
  readonly onMembers: (filter: MembersFilter) => void;
}

export function ReadersStrip({ channel, onMembers }: ReadersStripProps) {
  const { t } = useTexts();
  const { tenant } = useSynced();
  const { readers, unknown } = useReaders(channel.id);
  return (
    <section className="readers" aria-label={t('chat.readers')}>
      <span className="readers-label">{t('chat.readersLabel')}</span>
      {unknown ? <span className="quiet">{t('chat.readersUnknown')}</span> : null}
      {readers === undefined ? null : (
        <>
          <Count kind="people" count={readers.members.people} onMembers={onMembers} />
          <Count kind="guests" count={readers.members.guests} onMembers={onMembers} />
          <Count kind="bots" count={readers.members.bots} onMembers={onMembers} />
          {readers.others === null || readers.others === 0 ? null : (
            <Explained text="chat.othersText" tone="">
              {t('chat.others', { count: readers.others, workspace: tenant.name })}
            </Explained>
          )}
          <Explained text="chat.keptText" tone="">
            {t('chat.kept')}
          </Explained>
          <span className="readers-lock">
            <Explained text="chat.encryptedText" tone="chip-ok">
              <LockKeyhole size={12} aria-hidden="true" /> {t('chat.encrypted')}
              <span className="readers-key">· {t('chat.encryptedKey')}</span>
            </Explained>
          </span>
        </>
      )}
    </section>
  );
}

interface CountProps {
  readonly kind: 'people' | 'guests' | 'bots';
  readonly count: number;
  readonly onMembers: (filter: MembersFilter) => void;
}

/** No guests and no bots are the rule and say nothing; people are always counted. */
function Count({ kind, count, onMembers }: CountProps) {
  const { t } = useTexts();
  if (count === 0 && kind !== 'people') return null;
  return (
    <button
      type="button"
      className={kind === 'bots' ? 'chip chip-button chip-agent' : 'chip chip-button'}
      onClick={() => onMembers(kind)}
    >
      {kind === 'bots' ? <Diamond size={10} className="icon-agent" aria-hidden="true" /> : null}
      {t(`chat.count.${kind}`, { count })}
    </button>
  );
}

interface ExplainedProps {
  readonly text: TextKey;
  readonly tone: string;
  readonly children: ReactNode;
}

function Explained({ text, tone, children }: ExplainedProps) {
  const { t } = useTexts();
  const { at, openAt, close } = useOpening();
  return (
    <>
      <button
        type="button"
        className={`chip chip-button ${tone}`}
        aria-haspopup="dialog"
        aria-expanded={at !== null}
        onClick={(event) => openAt(event.currentTarget)}
      >
        {children}
      </button>
      {at === null ? null : (
        <Popover label={t('chat.readers')} at={at} onClose={close}>
          <p>{t(text)}</p>
        </Popover>
      )}
    </>
  );
}
