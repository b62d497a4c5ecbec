/** `wardroom audit export --to <file>`: the log with all of its proofs, as an archive that anybody can verify (AUD-05). */
import { access } from 'node:fs/promises';
import { beginAuditExport, type ExportCall, type ExportState, writeAuditExport } from '@wardroom/sdk';
import type { Command } from 'commander';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { CallError, CommandFailure, exitCodes, UsageError } from '../../failure.ts';
import { number } from '../../import/progress.ts';
import type { Surroundings } from '../../surroundings.ts';
import { type Context, outputOf } from '../context.ts';
import { type LogOwner, workspaceLog } from './log-owner.ts';
import { PartialFile, readPartial, type Wanted } from './partial-file.ts';
import { openProgress } from './progress.ts';

interface ExportCommandOptions extends CallerOptions {
  readonly to: string;
  readonly first?: string;
  readonly last?: string;
  readonly reason?: string;
}

export function addExport(audit: Command, context: Context, owner: LogOwner = workspaceLog): void {
  const command = audit
    .command('export')
    .summary('export the log with its proofs')
    .description(
      'Writes the audit log as an archive that `wardroom audit verify` and every other verifier can check. A broken export goes on where it was when the same command is given again. Ends with 1 when something in the database does not fit what was sealed.',
    )
    .requiredOption('--to <file>', 'the archive; must not exist')
    .option('--first <index>', 'first entry that must be inside; the oldest otherwise')
    .option('--last <index>', 'last entry that must be inside; the newest otherwise')
    .option('--reason <text>', 'why, for the log itself');
  addCallerOptions(command, owner.example).action(async (options: ExportCommandOptions, self: Command) => {
    const from = indexOf(options.first, '--first');
    const last = indexOf(options.last, '--last');
    const wanted = { server: options.server, from, to: last === null ? null : last + 1 };
    if (await exists(options.to)) throw new UsageError(`${options.to} exists already.`);
    const connection = await connectAs(context.surroundings, options, owner.realm);
    const call = owner.exporting(connection);
    try {
      const { note, result } = outputOf(context, self);
      const state = await exportTo({ ...options, wanted, call, note, ...context });
      if (state.problems > 0) context.exitCode = exitCodes.failure;
      const { origin, to, bytes, problems, firstProblems } = state;
      const report = { file: options.to, origin, from: state.from, to, bytes, problems, firstProblems };
      result(report, () => reportText(report));
    } finally {
      await connection.close();
    }
  });
}

function indexOf(typed: string | undefined, option: string): number | null {
  if (typed === undefined) return null;
  const index = /^\d{1,15}$/.test(typed) ? Number(typed) : Number.NaN;
  if (!Number.isSafeInteger(index)) throw new UsageError(`${option} is the place of an entry, from 0.`);
  return index;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

interface Exporting {
  readonly to: string;
  readonly reason?: string;
  readonly wanted: Wanted;
  readonly call: ExportCall;
  readonly note: (line: string) => void;
  readonly surroundings: Surroundings;
}

async function exportTo(exporting: Exporting): Promise<ExportState> {
  const { to: path, wanted, call, surroundings } = exporting;
  const begun = await beginOrGoOn(exporting);
  const file = await PartialFile.open(path, begun.bytes);
  const stopping = new AbortController();
  const deafen = surroundings.onSignal(() => stopping.abort());
  const progress = openProgress(surroundings);
  try {
    await file.keep({ wanted, state: begun });
    const state = await writeAuditExport(call, begun, file, {
      signal: stopping.signal,
      onFailure: patience(surroundings, stopping.signal),
      async onState(now) {
        await file.keep({ wanted, state: now });
        const of = now.to - now.from;
        progress.show({ share: now.entries / Math.max(1, of), entries: now.entries, of });
      },
    });
    await file.finish();
    return state;
  } catch (error) {
    await file.close().catch(() => {});
    if (stopping.signal.aborted)
      throw new CommandFailure('stopped', 'Stopped. The same command goes on where this one was.', error);
    throw error;
  } finally {
    progress.end();
    deafen();
  }
}

async function beginOrGoOn({ to, reason, wanted, call, note, surroundings }: Exporting) {
  const known = await readPartial(to);
  if (known !== null) {
    const { server, from, to: end } = known.wanted;
    if (server !== wanted.server || from !== wanted.from || end !== wanted.to)
      throw new UsageError(`${to}.part is of another export. Delete it, or give the same options.`);
    if (known.state.expiresAt > surroundings.now()) {
      note(`Going on after ${number(known.state.entries)} entries.`);
      return known.state;
    }
    note('The export that was begun has ended. Beginning again.');
  }
  return beginAuditExport(call, {
    ...(wanted.from === null ? {} : { from: wanted.from }),
    ...(wanted.to === null ? {} : { to: wanted.to }),
    ...(reason === undefined ? {} : { reason }),
  });
}

/** What passes by itself; anything else ends the command. */
const passing: ReadonlySet<string> = new Set([
  'unreachable',
  'unavailable',
  'overloaded',
  'rate_limited',
  'timeout',
]);
const mostFailures = 8;

const patience =
  ({ wait }: Surroundings, signal: AbortSignal) =>
  async (error: unknown, failures: number): Promise<boolean> => {
    if (!(error instanceof CallError) || !passing.has(error.code) || failures > mostFailures) return false;
    const asked = (error.retryAfterSeconds ?? 0) * 1_000;
    await wait(Math.max(asked, Math.min(30_000, 500 * 2 ** failures)), signal);
    return true;
  };

interface Report
  extends Pick<ExportState, 'origin' | 'from' | 'to' | 'bytes' | 'problems' | 'firstProblems'> {
  readonly file: string;
}

const reportText = ({ file, origin, from, to, bytes, problems, firstProblems }: Report): string =>
  [
    `${file}: ${number(to - from)} entries of ${origin}, from ${number(from)} to ${number(to)}, ${number(bytes)} bytes.`,
    ...(problems === 0
      ? []
      : [
          `NOT WHAT WAS SEALED, ${number(problems)} times. It is in the archive as it stands; verify it:`,
          ...firstProblems.map(({ problem, index, file: at }) => `  ${problem} ${index ?? ''} ${at}`),
        ]),
  ].join('\n');
