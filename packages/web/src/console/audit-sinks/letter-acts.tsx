/** What can be done about an entry that a destination refused; each is asked for, with the line that does the same. */
import type { AuditSinkView, Operations, OutputOf } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../../ui/form.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { type CommandLine, commands } from '../command-lines.ts';

type Letter = OutputOf<Operations['audit.sinks.deadLetters']>['letters'][number];

interface SendLettersProps {
  readonly sink: AuditSinkView;
  readonly letters: readonly Letter[];
  readonly onDone: () => void;
}

/** As many as the server takes at once. */
const mostAtOnce = 100;

export function SendLetters({ sink, letters, onDone }: SendLettersProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const entryIds = letters.slice(0, mostAtOnce).map(({ entryId }) => entryId);
  const count = entryIds.length;
  return (
    <LetterAct
      label={t('feeds.letterAgain', { count })}
      title={t('feeds.letterAgainTitle', { count })}
      text={t('feeds.letterAgainText')}
      action={t('feeds.replayNow')}
      line={commands.replayLetters(sink.id, entryIds)}
      onSent={onDone}
      send={async () => {
        const { letters: sent } = await call('audit.sinks.replayLetters', { sinkId: sink.id, entryIds });
        return sent === 0 ? t('feeds.letterUnchanged') : t('feeds.letterAgainDone', { count: sent });
      }}
    />
  );
}

interface DropLetterProps {
  readonly sink: AuditSinkView;
  readonly letter: Letter;
  readonly onDone: () => void;
}

export function DropLetter({ sink, letter: { entryId }, onDone }: DropLetterProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const input = { sinkId: sink.id, entryIds: [entryId] };
  return (
    <LetterAct
      label={t('feeds.letterDrop')}
      title={t('feeds.letterDropTitle')}
      text={t('feeds.letterDropText', { name: sink.name })}
      action={t('feeds.letterDropNow')}
      danger
      line={commands.dropLetters(sink.id, [entryId])}
      onSent={onDone}
      send={async () => {
        const { letters } = await call('audit.sinks.dropLetters', input);
        return t(letters === 0 ? 'feeds.letterUnchanged' : 'feeds.letterDropDone');
      }}
    />
  );
}

interface LetterActProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly line: CommandLine;
  /** @returns what has happened, in words */
  readonly send: () => Promise<string>;
  readonly onSent: () => void;
}

function LetterAct({ label, title, text, action, danger = false, line, send, onSent }: LetterActProps) {
  const [asking, setAsking] = useState(false);
  const { busy, failure, submit } = useSubmission(async () => {
    showToast({ text: await send() });
    setAsking(false);
    onSent();
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {label}
      </button>
      {asking ? (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <form onSubmit={submit}>
            <p>{text}</p>
            <FormNotice failure={failure} />
            <CliLines lines={[line]} />
            <DialogFoot action={action} onCancel={() => setAsking(false)} disabled={busy} danger={danger} />
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
