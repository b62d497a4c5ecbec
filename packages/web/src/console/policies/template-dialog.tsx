/** A policy begins with one that works, or with nothing. */
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { templateNames, templates } from './templates.ts';

interface TemplateDialogProps {
  readonly onChoose: (title: string, text: string) => void;
  readonly onClose: () => void;
}

const blank = `forbid(
  principal,
  action == Wardroom::Action::"message.write",
  resource
) when {
  principal.kind == "bot"
};`;

export function TemplateDialog({ onChoose, onClose }: TemplateDialogProps) {
  const { t } = useTexts();
  return (
    <Dialog title={t('policies.begin')} onClose={onClose} wide first=".policy-template">
      <ul className="policy-templates">
        {templateNames.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="policy-template"
              onClick={() => onChoose(t(`policies.template.${name}`), templates[name])}
            >
              <strong>{t(`policies.template.${name}`)}</strong>
              <span className="quiet">{t(`policies.templateHint.${name}`)}</span>
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className="policy-template"
            onClick={() => onChoose(t('policies.template.blank'), blank)}
          >
            <strong>{t('policies.template.blank')}</strong>
            <span className="quiet">{t('policies.templateHint.blank')}</span>
          </button>
        </li>
      </ul>
    </Dialog>
  );
}
