import type { ChannelId } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { addSection, renameSection, sectionTitle } from '../workspace/arranging.ts';
import { arrange } from '../workspace/preferences.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

interface SectionDialogProps {
  /** null: a new one. */
  readonly section: { readonly id: string; readonly title: string } | null;
  /** What goes into a new one. */
  readonly channelIds: readonly ChannelId[];
  readonly onClose: () => void;
}

export function SectionDialog({ section, channelIds, onClose }: SectionDialogProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const [typed, setTyped] = useState(section?.title ?? '');
  const title = sectionTitle(typed);
  const send = useCallback(async () => {
    if (title === null) return;
    const change =
      section === null
        ? addSection({ id: workspace.environment.newClientKey(), title }, channelIds)
        : renameSection(section.id, title);
    await arrange(workspace, change);
    onClose();
  }, [workspace, section, channelIds, title, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <Dialog title={t(section === null ? 'sidebar.newSection' : 'sidebar.rename')} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={t('sidebar.sectionTitle')}
          hint={t('sidebar.sectionHint')}
          required
          maxLength={40}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormNotice failure={failure} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('dialogs.cancel')}
          </button>
          <button type="submit" className="button primary" disabled={busy || title === null}>
            {t('dialogs.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
