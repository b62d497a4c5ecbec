/** What the composer has to say: never over the text, never instead of it. */
import { useTexts } from '../i18n/use-texts.ts';
import { longest } from '../text/sendable.ts';
import type { DraftPlace } from './drafts.ts';
import type { OpenDraft } from './use-drafts.ts';

const nearLimit = 39_000;

/** How much is written, when it matters. */
export function LengthNote({ id, length }: { id: string; length: number }) {
  const { t } = useTexts();
  if (length <= nearLimit) return null;
  const over = length > longest;
  return (
    <p id={id} className={over ? 'count over' : 'count'} role="status">
      {t('composer.count', { length, longest })}
      {over ? ` ${t('composer.tooLong')}` : null}
    </p>
  );
}

const shownOfOther = 120;

export function DraftNotes({ draft, place }: { draft: OpenDraft; place: DraftPlace }) {
  const { t } = useTexts();
  const { drafts, held, unkept } = draft;
  return (
    <>
      {held.other === null ? null : (
        <div className="composer-note" role="status">
          <span className="composer-note-text">
            {t('composer.otherTab')} <q dir="auto">{held.other.slice(0, shownOfOther)}</q>
          </span>
          <button type="button" className="link" onClick={() => drafts.takeOther(place)}>
            {t(held.text === '' ? 'composer.useOther' : 'composer.swap')}
          </button>
          <button type="button" className="link" onClick={() => drafts.dropOther(place)}>
            {t('composer.dropOther')}
          </button>
        </div>
      )}
      {unkept ? (
        <div className="composer-note" role="status">
          <span className="composer-note-text">{t('composer.noRoom')}</span>
          <button type="button" className="link" onClick={() => drafts.noteSeen()}>
            {t('composer.understood')}
          </button>
        </div>
      ) : null}
    </>
  );
}
