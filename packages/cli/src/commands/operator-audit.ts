/** `wardroom operator audit …`: the log of the platform and the keys that sign all logs (AUD-04, AUD-05). */
import { operations } from '@wardroom/contract';
import type { Command } from 'commander';
import { accepted } from '../connection/read-input.ts';
import { addCallerOptions, type CallerOptions } from '../connection/sign-in.ts';
import { confirm } from '../terminal/confirm.ts';
import { fields, table } from '../terminal/table.ts';
import { addExport } from './audit/export.ts';
import { platformLog } from './audit/log-owner.ts';
import { addCheckpoint, addProof } from './audit/proof.ts';
import { type Context, outputOf } from './context.ts';
import { asOperator } from './tenants.ts';

interface RotateOptions extends CallerOptions {
  readonly reason: string;
  readonly yes?: boolean;
}
interface ListOptions extends CallerOptions {
  readonly before?: string;
}

export function addOperatorAudit(operator: Command, context: Context): void {
  const audit = operator
    .command('audit')
    .description('The audit log of the platform, and the keys of all logs.');
  addList(audit, context);
  addExport(audit, context, platformLog);
  addProof(audit, context, platformLog);
  addCheckpoint(audit, context, platformLog);
  addRotateKey(audit, context);
}

const time = (at: number): string => new Date(at).toISOString();

function addList(audit: Command, context: Context): void {
  const command = audit
    .command('list')
    .description('Shows the newest 50 entries, or those before one.')
    .option('--before <entry>', 'evt_… of the last page');
  addCallerOptions(command, platformLog.example).action((options: ListOptions, self: Command) => {
    const input = { limit: 50, ...(options.before === undefined ? {} : { before: options.before }) };
    accepted(operations['directory.listAudit'], input);
    return asOperator(context, options, async ({ call }) => {
      const answer = await call('directory.listAudit', input as never);
      outputOf(context, self).result(answer, () =>
        table(answer.entries, {
          place: (row) => (row.index === null ? 'waits' : String(row.index)),
          at: (row) => time(row.at),
          type: (row) => row.type,
          outcome: (row) => row.outcome,
          actor: (row) => row.actorId,
          entry: (row) => row.id,
        }),
      );
    });
  });
}

function addRotateKey(audit: Command, context: Context): void {
  const command = audit
    .command('rotate-key')
    .summary('make the next key that signs before its time')
    .description(
      'Makes the next key of all audit logs now. It signs from a quarter of an hour later on; for two weeks the one before signs, too. Give witnesses the new key of the directory within that time.',
    )
    .requiredOption('--reason <text>', 'why, for the log of the platform')
    .option('--yes', 'do not ask');
  addCallerOptions(command, platformLog.example).action((options: RotateOptions, self: Command) => {
    const input = { reason: options.reason };
    accepted(operations['directory.rotateAuditKey'], input);
    return asOperator(context, options, async ({ call }) => {
      if (!options.yes) await confirm(context.surroundings, 'rotate', 'let another key sign all audit logs');
      const made = await call('directory.rotateAuditKey', input);
      outputOf(context, self).result(made, () =>
        fields({
          generation: String(made.generation),
          'signs from': time(made.signsFrom),
          'the one before until': time(made.previousUntil),
        }),
      );
    });
  });
}
