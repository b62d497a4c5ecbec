import type { AuditSinkView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { formOf } from './form.ts';

interface FeedConflictProps {
  readonly base: AuditSinkView;
  /** null: they have removed it. */
  readonly theirs: AuditSinkView | null;
  readonly onTake: (theirs: AuditSinkView, mine: boolean) => void;
  readonly onLeave: () => void;
}

const words = ['name', 'address', 'index', 'tags', 'region', 'prefix', 'accessKeyId', 'lockDays'] as const;
const labels = {
  name: 'feeds.name',
  address: 'feeds.address',
  index: 'feeds.index',
  tags: 'feeds.tags',
  region: 'feeds.region',
  prefix: 'feeds.prefix',
  accessKeyId: 'feeds.accessKey',
  lockDays: 'feeds.lockDays',
} as const;

/** What is told below a long form comes into view. */
export const intoView = (node: HTMLElement | null): void => node?.scrollIntoView({ block: 'center' });

/** Somebody else has changed the feed meanwhile: nothing is written over before that was seen. */
export function FeedConflict({ base, theirs, onTake, onLeave }: FeedConflictProps) {
  const { t } = useTexts();
  if (theirs === null)
    return (
      <div className="notice" role="alert" ref={intoView}>
        <strong>{t('feeds.vanished')}</strong>
        <div className="row">
          <button type="button" className="button" onClick={onLeave}>
            {t('console.close')}
          </button>
        </div>
      </div>
    );
  const [before, now] = [formOf(base), formOf(theirs)];
  const changed = words.filter((word) => before[word] !== now[word]);
  return (
    <div className="notice" role="alert" ref={intoView}>
      <strong>{t('feeds.conflict')}</strong> {t('feeds.conflictHint')}
      <ul>
        {changed.map((word) => (
          <li key={word}>
            {t(labels[word])}: <bdi>{now[word] === '' ? '–' : now[word]}</bdi>
          </li>
        ))}
        {base.state === theirs.state ? null : (
          <li>
            {t('feeds.state')}: {t(`feeds.state.${theirs.state}`)}
          </li>
        )}
        {before.includesPersonal === now.includesPersonal ? null : (
          <li>{t(now.includesPersonal ? 'feeds.withPersonal' : 'feeds.withoutPersonal')}</li>
        )}
      </ul>
      <div className="row">
        <button type="button" className="button" onClick={() => onTake(theirs, true)}>
          {t('feeds.keepMine')}
        </button>
        <button type="button" className="button" onClick={() => onTake(theirs, false)}>
          {t('feeds.takeTheirs')}
        </button>
      </div>
    </div>
  );
}
