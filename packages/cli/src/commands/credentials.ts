/** `wardroom credentials revoke`: a class of credentials ends at once (TOK-10), after a look at what it hits. */
import { existsSync } from 'node:fs';
import {
  type InputOf,
  type Operations,
  type OutputOf,
  operations,
  type RawInputOf,
} from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../connection/connection.ts';
import { accepted } from '../connection/read-input.ts';
import { readTime } from '../connection/read-time.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../connection/sign-in.ts';
import { UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import type { Output } from '../terminal/output.ts';
import { writePrivate } from '../terminal/private-file.ts';
import { fields, table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';

interface RevokeOptions extends CallerOptions {
  readonly kind: string;
  readonly reason: string;
  readonly issuedBefore?: string;
  readonly issuedAfter?: string;
  readonly scope?: string;
  readonly principal?: string;
  readonly reissueFile?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}
type Input = InputOf<Operations['credentials.revokeMany']>;
type Hits = OutputOf<Operations['credentials.preview']>;
type Ended = OutputOf<Operations['credentials.revokeMany']>;

export function addCredentials(program: Command, context: Context): void {
  const credentials = program
    .command('credentials')
    .description('Revokes many credentials at once, in an emergency.');
  const command = credentials
    .command('revoke')
    .description(
      'Ends every credential of these kinds that is alive and meets every condition; their sockets close. Needs a session: sign in with --as.',
    )
    .requiredOption('--kind <kinds>', 'key, session, token, grant, client; several with commas')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--issued-before <time>', 'older than this: 2h, 7d, 2026-05-01 or 2026-05-01T09:30:00Z')
    .option('--issued-after <time>', 'not older than this')
    .option('--scope <name>', 'with this scope; sessions carry none')
    .option('--principal <id>', 'of this person, bot, service or agent: prn_…')
    .option('--reissue-file <path>', 'give each key a successor; the secrets go into this new file')
    .option('--dry-run', 'only show what would end')
    .option('--yes', 'do not ask');
  addCallerOptions(command, 'http://acme.localhost:8420').action(
    async (options: RevokeOptions, self: Command) => {
      const input = inputOf(context.surroundings, options);
      if (options.reissueFile !== undefined && existsSync(options.reissueFile))
        throw new UsageError(`${options.reissueFile} exists already; name a new file.`);
      const output = outputOf(context, self);
      const connection = await connectAs(context.surroundings, options, 'tenant');
      try {
        await revoke(context.surroundings, { connection, output, options, input });
      } finally {
        await connection.close();
      }
    },
  );
}

function inputOf({ now }: Surroundings, options: RevokeOptions): Input {
  const { issuedBefore, issuedAfter, scope, principal } = options;
  const input = {
    kinds: options.kind.split(',').map((kind) => kind.trim()),
    reason: options.reason,
    reissue: options.reissueFile !== undefined,
    ...(issuedBefore === undefined ? {} : { issuedBefore: readTime(issuedBefore, now()) }),
    ...(issuedAfter === undefined ? {} : { issuedAfter: readTime(issuedAfter, now()) }),
    ...(scope === undefined ? {} : { scope }),
    ...(principal === undefined ? {} : { principalId: principal }),
  } as RawInputOf<Operations['credentials.revokeMany']>;
  accepted(operations['credentials.revokeMany'], input);
  return input as Input;
}

interface Asked {
  readonly connection: Connection;
  readonly output: Output;
  readonly options: RevokeOptions;
  readonly input: Input;
}

async function revoke(
  surroundings: Surroundings,
  { connection, output, options, input }: Asked,
): Promise<void> {
  const { reason: _, keepOwnSession: __, reissue: ___, ...selection } = input;
  if (options.dryRun) {
    const hits = await connection.call('credentials.preview', selection);
    output.result(hits, () => hitsText(hits));
    return;
  }
  if (!options.yes) {
    const hits = await connection.call('credentials.preview', selection);
    output.note(hitsText(hits));
    const count = totalOf(hits.counts);
    if (count > 0) await confirm(surroundings, 'revoke', `end ${count} at ${connection.origin}`);
  }
  const { reissueFile = null } = options;
  // Before anything ends: the secrets are in one answer only.
  if (reissueFile !== null) await writePrivate(reissueFile, '');
  const ended = await connection.call('credentials.revokeMany', input);
  if (reissueFile !== null) await writePrivate(reissueFile, secretsOf(ended));
  const { counts, affected, reissued } = ended;
  const shown = reissued.map(({ credential }) => credential);
  output.result({ counts, affected, reissued: shown, reissueFile }, () =>
    fields({ ...counts, reissued: reissued.length, 'secrets in': reissueFile }),
  );
}

const totalOf = (counts: Hits['counts']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** One line of JSON for each key. */
const secretsOf = ({ reissued }: Ended): string =>
  reissued
    .map(({ credential, secret }) => {
      const { id, principalId, description } = credential;
      return `${JSON.stringify({ id, principalId, description, secret })}\n`;
    })
    .join('');

function hitsText({ counts, affected }: Hits): string {
  const total = totalOf(counts);
  if (total === 0) return 'Nothing that is alive meets these conditions.';
  const rows = table(affected, {
    kind: (row) => row.kind,
    issued: (row) => new Date(row.issuedAt).toISOString(),
    principal: (row) => row.principalId,
    scopes: (row) => row.scopes.join(' '),
    id: (row) => row.id,
  });
  const rest = total - affected.length;
  return [fields(counts), '', rows, ...(rest > 0 ? [`… and ${rest} more, newer ones`] : [])].join('\n');
}
