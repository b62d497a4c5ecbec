import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { isApple, keyCaps, type Shortcut, shortcuts } from '../ui/shortcuts.ts';
import { helpTitle, isTouch } from '../ui/touch.ts';
import { TouchHelp } from '../ui/touch-help.tsx';
import type { DialogProps } from './dialog-props.ts';

const groups = ['go', 'message', 'read', 'write', 'more'] as const;

/** What one can do: by keys, or with a finger. */
export function ShortcutsDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  return (
    <Dialog title={t(helpTitle())} onClose={onClose} wide first=":is(.key-groups, .touch-help)">
      {isTouch() ? <TouchHelp /> : <Keys />}
    </Dialog>
  );
}

/** Every key, from the same table that the keys obey. */
function Keys() {
  const { t } = useTexts();
  return (
    <div className="key-groups" tabIndex={-1}>
      {groups.map((group) => (
        <section key={group}>
          <h3>{t(`dialogs.keys.${group}`)}</h3>
          <dl className="keys">
            {shortcuts
              .filter((shortcut) => shortcut.group === group)
              .map((shortcut) => (
                <Line key={shortcut.text} shortcut={shortcut} />
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Line({ shortcut }: { shortcut: Shortcut }) {
  const { t } = useTexts();
  const apple = isApple(navigator.platform);
  return (
    <div className="key-line">
      <dt>{t(shortcut.text)}</dt>
      <dd>
        {shortcut.keys.map((keys, index) => (
          <span key={keys} className="key-set">
            {index === 0 ? null : <span className="quiet">{t('shell.keys.or')}</span>}
            {keyCaps(keys, apple).map((cap) => (
              <kbd key={cap}>{cap}</kbd>
            ))}
          </span>
        ))}
      </dd>
    </div>
  );
}
