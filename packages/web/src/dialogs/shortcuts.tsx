import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { isApple, keyCaps, type Shortcut, shortcuts } from '../ui/shortcuts.ts';
import type { DialogProps } from './dialog-props.ts';

const groups = ['go', 'read', 'write', 'more'] as const;

/** Every key, from the same table that the keys obey. */
export function ShortcutsDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  return (
    <Dialog title={t('dialogs.keys')} onClose={onClose} wide>
      <div className="key-groups">
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
    </Dialog>
  );
}

function Line({ shortcut }: { shortcut: Shortcut }) {
  const { t } = useTexts();
  const apple = isApple(navigator.platform);
  return (
    <div className="key-line">
      <dt>{t(shortcut.text)}</dt>
      <dd>
        {shortcut.keys.map((keys) => (
          <span key={keys} className="key-set">
            {keyCaps(keys, apple).map((cap) => (
              <kbd key={cap}>{cap}</kbd>
            ))}
          </span>
        ))}
      </dd>
    </div>
  );
}
