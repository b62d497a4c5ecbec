/**
 * In the place of the composer, where one reads and does not write: what was being written when writing was closed is
 * neither lost nor out of reach.
 */
import '../i18n/late.ts';
import type { Channel } from '@wardroom/contract';
import { useId, useState } from 'react';
import type { DraftPlace } from '../composer/drafts.ts';
import { useDraft } from '../composer/use-drafts.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { piece } from '../ui/piece.tsx';
import { useMay } from '../workspace/use-may.ts';

const ArchiveDialog = piece(() =>
  import('../dialogs/archive-channel.tsx').then(({ ArchiveDialog }) => ArchiveDialog),
);

interface ClosedFootProps {
  /** Whose draft it is. */
  readonly place: DraftPlace;
  readonly channel: Channel;
  readonly onClose: () => void;
}

const mostRows = 6;

export default function ClosedFoot({ place, channel }: ClosedFootProps) {
  const { t } = useTexts();
  const { archived } = channel;
  const restorable = useMay(channel.id)('archive') && archived;
  const [restoring, setRestoring] = useState(false);
  const id = useId();
  const { text } = useDraft(place).held;
  return (
    <div className="closed">
      <p role="status">{t(archived ? 'withdrawn.archived' : 'withdrawn.readOnly')}</p>
      {restorable ? (
        <button type="button" className="button small" onClick={() => setRestoring(true)}>
          {t('dialogs.restore')}
        </button>
      ) : null}
      {restoring ? <ArchiveDialog channel={channel} onClose={() => setRestoring(false)} /> : null}
      {text === '' ? null : (
        <div className="kept-draft">
          <label htmlFor={id}>{t('withdrawn.draft')}</label>
          <textarea id={id} readOnly rows={Math.min(text.split('\n').length, mostRows)} value={text} />
        </div>
      )}
    </div>
  );
}
