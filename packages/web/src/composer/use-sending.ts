/** What Enter does with the line: a message leaves, a command runs, and what does neither stays with the reason. */
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Texts } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { longest, sendable } from '../text/sendable.ts';
import { showToast } from '../ui/toasts.tsx';
import { describeFailure, failureOf } from '../workspace/problem.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { sendMessage } from '../workspace/writing.ts';
import { type Line, readLine, writtenSince } from './commands.ts';
import { asksFirst, type CommandOutcome, type CommandPlace, runCommand, type Said } from './run-command.ts';

/** About the line that is written now; another line, another hint. */
interface Hint {
  readonly about: string;
  readonly text: string;
}

interface Sending {
  /** null: nothing to say about this line. */
  readonly hint: string | null;
  send(): void;
}

export const bodyOf = (text: string): string | null => (text.length > longest ? null : sendable(text));

/** The line as it is drawn, and as it is by then. */
interface Written {
  readonly text: string;
  readonly now: () => string;
  readonly change: (text: string) => void;
}

export function useSending(place: CommandPlace, { text, now, change }: Written): Sending {
  const workspace = useWorkspace();
  const synced = useSynced();
  const texts = useTexts();
  const go = useGo();
  const [hint, setHint] = useState<Hint | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const running = useRef(false);
  // Below the line that it is about; whoever writes on has another line by then.
  const sayText = (said: string) => {
    if (now() === text) setHint({ about: text, text: said });
    else showToast({ text: said });
  };
  const say = (said: Said) => sayText(texts.t(said.key, said.values));
  const settle = (outcome: CommandOutcome) => {
    if (outcome.kind === 'refused') return say(outcome.said);
    setHint(null);
    change(outcome.kind === 'help' && now() === text ? '/' : writtenSince(text, now()));
    if (outcome.kind === 'go') go(outcome.to);
    if (outcome.kind === 'done' && outcome.said !== null)
      showToast({ text: texts.t(outcome.said.key, outcome.said.values) });
  };
  const run = (line: Extract<Line, { kind: 'command' }>) => {
    const question = asksFirst(line.name, synced, place);
    if (question !== null && asked !== text) {
      setAsked(text);
      return say(question);
    }
    setAsked(null);
    running.current = true;
    runCommand(line.name, { workspace, synced, place, rest: line.rest })
      .then(settle, (thrown: unknown) => sayText(detailOf(texts, thrown)))
      .finally(() => {
        running.current = false;
      });
  };
  const send = () => {
    const body = bodyOf(text);
    // The line stays until its command is done: Enter once more must not run it twice.
    if (body === null || running.current) return;
    const line = readLine(body);
    if (line.kind === 'command') return run(line);
    if (line.kind === 'unknown') return say({ key: 'composer.unknown', values: { name: line.name } });
    change('');
    sendMessage(workspace, { ...place, body: line.body });
  };
  return { hint: hint?.about === text ? hint.text : null, send };
}

const detailOf = (texts: Texts, thrown: unknown): string => describeFailure(texts, failureOf(thrown)).detail;

function useGo() {
  const navigate = useNavigate();
  return (to: Extract<CommandOutcome, { kind: 'go' }>['to']) => {
    const going =
      to === '/' || to === '/search'
        ? navigate({ to })
        : navigate({ to: '/c/$channelId', params: { channelId: to } });
    going.catch(() => undefined);
  };
}
