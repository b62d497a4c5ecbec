import type { TokenView } from '@wardroom/contract';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { IdText } from '../ui/id.tsx';
import { useNow } from '../workspace/use-now.ts';
import { AddressLink } from './address-link.tsx';
import { lifeOf } from './expiry.ts';
import { LifeChip } from './life.tsx';
import type { Names } from './names.ts';

/** Kind of an id → what it is, and the screen that shows it. */
const sources = {
  ses: { text: 'credentials.from.ses', screen: null },
  key: { text: 'credentials.from.key', screen: 'keys' },
  tok: { text: 'credentials.from.tok', screen: 'tokens' },
  gra: { text: 'credentials.from.gra', screen: 'grants' },
  cli: { text: 'credentials.from.cli', screen: 'clients' },
} as const satisfies Readonly<Record<string, { text: TextKey; screen: string | null }>>;

function sourceFacts(id: string): (typeof sources)[keyof typeof sources] {
  const kind = id.slice(0, 3);
  return Object.hasOwn(sources, kind) ? sources[kind as keyof typeof sources] : sources.ses;
}

export const sourceOf = (id: string): TextKey => sourceFacts(id).text;

/** What it is, its id, and the way there. */
export function Source({ id }: { id: string }) {
  const { t } = useTexts();
  const { text, screen } = sourceFacts(id);
  return (
    <>
      {t(text)}{' '}
      {screen === null ? null : (
        <AddressLink to={{ screen, subject: id }} className="inline-link">
          {t('credentials.open')}
        </AddressLink>
      )}
      <div className="quiet">
        <IdText id={id} what={t('credentials.from')} />
      </div>
    </>
  );
}

/** What it is worth less than what it came from. */
export function HeldTo({ token, names }: { token: TokenView; names: Names }) {
  const { t } = useTexts();
  const { channelId, operation, once } = token;
  const channel = names.channel(channelId);
  const parts = [
    ...(channelId === null ? [] : [channel === null ? t('credentials.heldChannel') : `#${channel}`]),
    ...(operation === null ? [] : [operation]),
    ...(once ? [t('credentials.heldOnce')] : []),
  ];
  if (parts.length === 0) return <span className="quiet">{t('credentials.heldNothing')}</span>;
  return <bdi className="wraps">{parts.join(' · ')}</bdi>;
}

/** Minutes are all that a token lives: that it ends soon is no news. */
export function TokenState({ of: token }: { of: TokenView }) {
  const { t } = useTexts();
  const now = useNow();
  if (token.usedAt !== null) return <span className="chip">{t('credentials.used')}</span>;
  if (lifeOf(token, now) === 'soon') return <span className="quiet">{t('console.life.active')}</span>;
  return <LifeChip of={token} />;
}
