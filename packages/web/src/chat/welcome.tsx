import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Empty } from '../ui/parts.tsx';
import { inOrder } from '../workspace/channel-order.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';

/** Same width as in the style sheet: below it the list of channels is the start page. */
export const narrow = '(max-width: 719px)';

/** The start: on a wide screen the first channel with something to read, on a phone the list itself. */
export function Welcome() {
  const synced = useSynced();
  const { channels } = synced;
  const navigate = useNavigate();
  useEffect(() => {
    if (matchMedia(narrow).matches) return;
    const sorted = inOrder(Object.values(channels));
    const first = sorted.find(({ membership }) => membership.unread > 0) ?? sorted[0];
    if (first !== undefined)
      navigate({ to: '/c/$channelId', params: { channelId: first.id }, replace: true }).catch(
        () => undefined,
      );
  }, [channels, navigate]);
  return Object.keys(channels).length > 0 ? null : (
    <main className="pane">
      <Empty title="No channels yet">
        {holds(synced, 'channel.browse')
          ? 'Browse the channels of this workspace, or create the first one.'
          : 'Somebody has to add you to a channel. It will appear here at once.'}
      </Empty>
    </main>
  );
}
