/** `wardroom audit settings`: how long the audit log is kept, and a change with what it would remove (AUD-02, AUD-06). */
import {
  type AuditRemoval,
  type Operations,
  type OutputOf,
  operations,
  type RawInputOf,
} from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { confirm } from '../../terminal/confirm.ts';
import type { Output } from '../../terminal/output.ts';
import { fields } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';

interface SettingsOptions extends CallerOptions {
  readonly security?: string;
  readonly compliance?: string;
  readonly yes?: boolean;
}
type State = OutputOf<Operations['audit.settings.get']>;

export function addSettings(audit: Command, context: Context): void {
  const command = audit
    .command('settings')
    .summary('show or change how long the log is kept')
    .description(
      'Shows how long the audit log is kept and what is due to be removed. With --security or --compliance it changes that, after it has shown what the change would remove.',
    )
    .option('--security <days>', 'days that entries of the security store are kept')
    .option('--compliance <days>', 'days that entries of the compliance store are kept')
    .option('--yes', 'change it without asking');
  addCallerOptions(command, 'http://acme.localhost:8420').action(
    async (options: SettingsOptions, self: Command) => {
      const connection = await connectAs(context.surroundings, options, 'tenant');
      try {
        const state = await connection.call('audit.settings.get', {});
        const output = outputOf(context, self);
        if (options.security === undefined && options.compliance === undefined)
          output.result(state, () => stateText(state));
        else await change(context, { connection, output, options, state });
      } finally {
        await connection.close();
      }
    },
  );
}

interface Asked {
  readonly connection: Connection;
  readonly output: Output;
  readonly options: SettingsOptions;
  readonly state: State;
}

async function change(
  { surroundings }: Context,
  { connection, output, options, state }: Asked,
): Promise<void> {
  const { retention } = state;
  const input = accepted(operations['audit.settings.set'], {
    securityDays: Number(options.security ?? retention.securityDays),
    complianceDays: Number(options.compliance ?? retention.complianceDays),
    version: retention.version,
  }) as RawInputOf<Operations['audit.settings.set']>;
  if (!options.yes) {
    const { securityDays, complianceDays } = input;
    const { now, planned } = await connection.call('audit.settings.preview', {
      securityDays,
      complianceDays,
    });
    output.note(fields({ 'due today': removalText(now), 'due then': removalText(planned) }));
    await confirm(surroundings, 'keep', `keep the log for so long at ${connection.origin}`);
  }
  const changed = await connection.call('audit.settings.set', input);
  output.result(changed, () => daysText(changed.retention));
}

const daysText = ({ securityDays, complianceDays }: State['retention']): string =>
  fields({ 'security store': `${securityDays} days`, 'compliance store': `${complianceDays} days` });

const stateText = ({ retention, size, lowestIndex, prunedAt, holds, due }: State): string =>
  [
    daysText(retention),
    fields({
      'entries ever sealed': size,
      'begins at entry': lowestIndex,
      'removed last': prunedAt === null ? 'never' : new Date(prunedAt).toISOString(),
      'legal holds': holds,
      due: removalText(due),
    }),
  ].join('\n');

const removalText = ({ entries, until }: AuditRemoval): string =>
  until === null ? 'nothing' : `${entries} entries, sealed until ${new Date(until).toISOString()}`;
