import { Link, useNavigate } from '@tanstack/react-router';
import type { OwnChannel } from '@wardroom/contract';
import { useEffect } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { recentOf } from '../workspace/recent.ts';
import { holds } from '../workspace/rights.ts';
import { compare } from '../workspace/titles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

/** Same width as in the style sheet: below it the list of channels is the start page. */
export const narrow = '(max-width: 719px)';

/** The start: on a wide screen where one was, else the first channel with something to read; on a phone the list. */
export function Welcome() {
  const synced = useSynced();
  const { environment } = useWorkspace();
  const { channels } = synced;
  const navigate = useNavigate();
  useEffect(() => {
    if (matchMedia(narrow).matches) return;
    const [last] = recentOf(environment).filter((id) => channels[id] !== undefined);
    const first = last === undefined ? firstOf(Object.values(channels)) : channels[last];
    if (first !== undefined)
      navigate({ to: '/c/$channelId', params: { channelId: first.id }, replace: true }).catch(
        () => undefined,
      );
  }, [channels, navigate, environment]);
  if (Object.keys(channels).length > 0) return null;
  return (
    <main className="pane">
      <NoChannels />
    </main>
  );
}

/** What a newcomer sees: on a wide screen in the middle, on a phone in the list. */
export function NoChannels() {
  const { t } = useTexts();
  const browses = holds(useSynced(), 'channel.browse');
  return (
    <Empty title={t('chat.noChannels')}>
      <p>{t(browses ? 'chat.noChannelsBrowse' : 'chat.noChannelsWait')}</p>
      {browses ? (
        <div className="first-steps">
          <Link to="/channels" className="button primary">
            {t('sidebar.browse')}
          </Link>
        </div>
      ) : null}
    </Empty>
  );
}

function firstOf(channels: readonly OwnChannel[]): OwnChannel | undefined {
  const sorted = channels
    .filter(({ archived, kind }) => !archived && kind !== 'direct')
    .toSorted((a, b) => compare(a.name, b.name));
  return sorted.find(({ membership }) => membership.unread > 0) ?? sorted[0] ?? channels[0];
}
