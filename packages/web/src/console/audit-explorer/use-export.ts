import { beginAuditExport, type ExportCall, type ExportState, writeAuditExport } from '@wardroom/sdk';
import { useEffect, useRef, useState } from 'react';
import { failureOf, passes } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { type ExportTarget, openTarget } from './export-file.ts';

export interface ExportRange {
  readonly from?: number;
  readonly to?: number;
  readonly reason?: string;
}

export type ExportStage =
  | { readonly at: 'asking' }
  | { readonly at: 'running'; readonly state: ExportState | null; readonly isWaiting: boolean }
  /** With the last state, from which it can go on until it expires. */
  | { readonly at: 'broken'; readonly state: ExportState | null; readonly error: unknown }
  | { readonly at: 'done'; readonly state: ExportState; readonly file: string };

const mostFailures = 8;

/** An export from the click to the file. Faults of the network are waited for; after that it goes on where it was. */
export function useExport(fileName: string) {
  const { call } = useWorkspace();
  const [stage, setStage] = useState<ExportStage>({ at: 'asking' });
  const target = useRef<ExportTarget | null>(null);
  const stopping = useRef(new AbortController());
  const discard = () => {
    stopping.current.abort();
    target.current?.discard().catch(() => undefined);
    target.current = null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when nobody looks at it any more.
  useEffect(() => discard, []);

  const write = async (file: ExportTarget, begun: ExportState) => {
    const { signal } = stopping.current;
    const end = await writeTo(file, begun, { call: call as ExportCall, signal, onStage: setStage });
    if (end.at === 'done') target.current = null;
    if (!signal.aborted) setStage(end);
  };

  return {
    stage,
    async start({ from, to, reason }: ExportRange): Promise<void> {
      discard();
      stopping.current = new AbortController();
      // First: the browser lets somebody choose a file only right after a click.
      const file = await openTarget(fileName);
      if (file === null) return;
      target.current = file;
      setStage({ at: 'running', state: null, isWaiting: false });
      const begun = await beginAuditExport(call as ExportCall, {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(reason === undefined ? {} : { reason }),
      }).catch((error: unknown) => {
        discard();
        setStage({ at: 'broken', state: null, error });
        return null;
      });
      if (begun !== null && target.current === file) await write(file, begun);
    },
    /** From where it broke. */
    async goOn(): Promise<void> {
      if (stage.at !== 'broken' || stage.state === null || target.current === null) return;
      await write(target.current, stage.state);
    },
    cancel(): void {
      discard();
      setStage({ at: 'asking' });
    },
  };
}

interface Writing {
  readonly call: ExportCall;
  readonly signal: AbortSignal;
  readonly onStage: (stage: ExportStage) => void;
}

async function writeTo(file: ExportTarget, begun: ExportState, writing: Writing): Promise<ExportStage> {
  const { call, signal, onStage } = writing;
  let state = begun;
  const run = (isWaiting: boolean) => {
    if (!signal.aborted) onStage({ at: 'running', state, isWaiting });
  };
  run(false);
  try {
    state = await writeAuditExport(call, begun, file, {
      signal,
      onState(now) {
        state = now;
        run(false);
      },
      async onFailure(error, failures) {
        if (failures > mostFailures || !passes(failureOf(error))) return false;
        run(true);
        await pause(Math.min(30_000, 500 * 2 ** failures), signal);
        return !signal.aborted;
      },
    });
    signal.throwIfAborted();
    await file.finish();
    return { at: 'done', state, file: file.name };
  } catch (error) {
    return { at: 'broken', state, error };
  }
}

/** Shorter when the network comes back, or when nobody wants it any more. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
