import { Circle, Diamond, Hash, Lock, UsersRound } from 'lucide-react';
import { usePresence } from '../workspace/presence.ts';
import type { ChannelTitle } from '../workspace/titles.ts';

/** What kind of place it is; for a person, whether they are there. Only for the eye: the name beside says it, too. */
export function ChannelIcon({ title, size = 15 }: { title: ChannelTitle; size?: number }) {
  switch (title.look) {
    case 'public':
      return <Hash size={size} aria-hidden="true" />;
    case 'private':
      return <Lock size={size} aria-hidden="true" />;
    case 'group':
      return <UsersRound size={size} aria-hidden="true" />;
    case 'bot':
      return <Diamond size={size - 2} className="icon-agent" aria-hidden="true" />;
    default:
      return title.other === null ? null : <PresenceDot principalId={title.other} />;
  }
}

export function PresenceDot({ principalId }: { principalId: NonNullable<ChannelTitle['other']> }) {
  const state = usePresence(principalId);
  // Unknown, it looks as if nobody were there: the ring is drawn from the first frame.
  return <Circle size={9} className={`presence presence-${state ?? 'unknown'}`} aria-hidden="true" />;
}
