import { useId } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useStore } from '../ui/store.ts';
import { ScreenReaderChoice, ThemeChoice } from '../ui/theme-choice.tsx';
import { isTouch } from '../ui/touch.ts';
import { useSettings } from '../ui/use-settings.ts';
import { PageHead } from './page-head.tsx';

/** What this device remembers about how the app looks, reads and speaks. */
export function PreferencesPage() {
  const { t } = useTexts();
  return (
    <>
      <PageHead title={t('account.preferences')} lead={t('account.preferencesLead')} />
      <section className="setting" aria-labelledby="pref-colours">
        <h2 id="pref-colours">{t('account.colours')}</h2>
        <ThemeChoice />
      </section>
      <section className="setting" aria-labelledby="pref-reading">
        <h2 id="pref-reading">{t('account.reading')}</h2>
        <ScreenReaderChoice />
        <LanguageChoice />
      </section>
      {isTouch() ? null : (
        <section className="setting" aria-labelledby="pref-keyboard">
          <h2 id="pref-keyboard">{t('account.keyboard')}</h2>
          <p>
            {t('account.keyboardHint')} <kbd>?</kbd>
          </p>
        </section>
      )}
    </>
  );
}

/** Names of languages in themselves, as people look for them. Only English is shipped. */
const shipped = [['en', 'English']] as const;

function LanguageChoice() {
  const { t } = useTexts();
  const settings = useSettings();
  const locale = useStore(settings, (now) => now.locale);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('account.language')}</label>
      <select
        id={id}
        value={locale ?? ''}
        onChange={(event) => {
          const { value } = event.target;
          settings.set((now) => ({ ...now, locale: value === '' ? null : value }));
        }}
      >
        <option value="">{t('account.languageBrowser')}</option>
        {shipped.map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag} translate="no">
            {name}
          </option>
        ))}
        {locale === null || shipped.some(([tag]) => tag === locale) ? null : (
          <option value={locale} translate="no">
            {locale}
          </option>
        )}
      </select>
      <div className="hint">{t('account.languageHint')}</div>
    </div>
  );
}
