/** `wardroom policy list|show|test|diff|apply|activate|decisions`: policies from files, tested before they count (AUZ-05). */
import { operations } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { exitCodes, UsageError } from '../../failure.ts';
import { type Context, outputOf } from '../context.ts';
import { readSet } from './files.ts';
import * as text from './show.ts';

interface ApplyOptions extends CallerOptions {
  readonly reason: string;
  readonly activate?: boolean;
  readonly evaluate?: boolean;
}

const example = 'http://acme.localhost:8420';
const pathHelp = 'a directory of <id>.cedar files with a tests.json, or a JSON file';

export function addPolicy(program: Command, context: Context): void {
  const policy = program
    .command('policy')
    .description('Policies of a workspace: what roles allow, and under which circumstances not.');
  addReading(policy, context);
  addTrying(policy, context);
  addChanging(policy, context);
}

async function connected(
  context: Context,
  options: CallerOptions,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await connectAs(context.surroundings, options, 'tenant');
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

const stateOf = async ({ call }: Connection) => (await call('policies.show', {})).state;

function addReading(policy: Command, context: Context): void {
  const list = policy.command('list').description('Lists the newest 100 versions, and which one is active.');
  addCallerOptions(list, example).action((options: CallerOptions, self: Command) =>
    connected(context, options, async (connection) => {
      const state = await stateOf(connection);
      const { versions } = await connection.call('policies.versions', { limit: 100 });
      outputOf(context, self).result({ state, versions }, () =>
        [text.stateText(state), text.versionsText(versions, state)].join('\n\n'),
      );
    }),
  );
  const show = policy
    .command('show')
    .description('Shows the policies of a version.')
    .argument('[version]', 'a number; without it, the one that decides');
  addCallerOptions(show, example).action(
    (wanted: string | undefined, options: CallerOptions, self: Command) =>
      connected(context, options, async (connection) => {
        const version = wanted === undefined ? (await stateOf(connection)).active : versionIn(wanted);
        if (version === null) throw new UsageError('No policies decide. Name a version.');
        const answer = await connection.call('policies.get', { version });
        outputOf(context, self).result(answer, () => text.setText(answer.set));
      }),
  );
  const decisions = policy
    .command('decisions')
    .description('Shows the newest 200 logged decisions.')
    .option('--denied', 'only denials');
  addCallerOptions(decisions, example).action(
    (options: CallerOptions & { denied?: boolean }, self: Command) =>
      connected(context, options, async ({ call }) => {
        const answer = await call('decisions.list', {
          limit: 200,
          ...(options.denied ? { allowed: false } : {}),
        });
        outputOf(context, self).result(answer, () => text.decisionsText(answer.decisions));
      }),
  );
}

function addTrying(policy: Command, context: Context): void {
  const test = policy
    .command('test')
    .description(
      'Checks policies and runs their tests. Nothing is saved. Ends with 1 when something is wrong.',
    )
    .argument('<path>', pathHelp);
  addCallerOptions(test, example).action(async (path: string, options: CallerOptions, self: Command) => {
    const draft = await readSet(path);
    await connected(context, options, async ({ call }) => {
      const verdicts = await call('policies.test', { draft });
      if (!text.isSound(verdicts)) context.exitCode = exitCodes.failure;
      outputOf(context, self).result(verdicts, () => text.verdictsText(verdicts));
    });
  });
  const diff = policy
    .command('diff')
    .description('Compares policies with the active ones, or with a version. Exits with 1 when they differ.')
    .argument('<path>', pathHelp)
    .argument('[version]', 'a number');
  addCallerOptions(diff, example).action(
    async (path: string, wanted: string | undefined, options: CallerOptions, self: Command) => {
      const after = await readSet(path);
      await connected(context, options, async (connection) => {
        const version = wanted === undefined ? (await stateOf(connection)).active : versionIn(wanted);
        const before =
          version === null
            ? { policies: [], tests: [] }
            : (await connection.call('policies.get', { version })).set;
        const differences = text.differencesOf(before, after);
        if (differences.length > 0) context.exitCode = exitCodes.failure;
        outputOf(context, self).result({ version, differences }, () => text.differencesText(differences));
      });
    },
  );
}

function addChanging(policy: Command, context: Context): void {
  const apply = policy
    .command('apply')
    .description('Saves policies as the newest version, when they fit and their tests pass.')
    .argument('<path>', pathHelp)
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--activate', 'let it decide')
    .option('--evaluate', 'count what it would deny, without deciding');
  addCallerOptions(apply, example).action(async (path: string, options: ApplyOptions, self: Command) => {
    if (options.activate && options.evaluate) throw new UsageError('Say --activate or --evaluate, not both.');
    const set = await readSet(path);
    const { reason } = options;
    accepted(operations['policies.save'], { set, basedOn: 0, reason });
    await connected(context, options, async (connection) => {
      const { versions } = await connection.call('policies.versions', { limit: 1 });
      const basedOn = versions[0]?.version ?? 0;
      const saved = await connection.call('policies.save', { set, basedOn, reason });
      const { version } = saved.version;
      const mode = options.activate ? 'enforce' : options.evaluate ? 'evaluate' : null;
      const state =
        mode === null ? await stateOf(connection) : await activate(connection, { version, mode, reason });
      outputOf(context, self).result({ ...saved, state }, () =>
        [`Saved version ${version}.`, text.verdictsText(saved), text.stateText(state)].join('\n\n'),
      );
    });
  });
  const change = policy
    .command('activate')
    .description('Activates a version; an older one to go back.')
    .argument('<version>', 'a number, or off')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--evaluate', 'count what it would deny, without deciding');
  addCallerOptions(change, example).action(async (wanted: string, options: ApplyOptions, self: Command) => {
    const version = wanted === 'off' ? null : versionIn(wanted);
    const mode = options.evaluate ? 'evaluate' : 'enforce';
    await connected(context, options, async (connection) => {
      const state = await activate(connection, { version, mode, reason: options.reason });
      outputOf(context, self).result({ state }, () => text.stateText(state));
    });
  });
}

async function activate(
  connection: Connection,
  wanted: { readonly version: number | null; readonly mode: 'enforce' | 'evaluate'; readonly reason: string },
): Promise<text.State> {
  const { revision } = await stateOf(connection);
  return (await connection.call('policies.activate', { ...wanted, revision })).state;
}

function versionIn(typed: string): number {
  const version = Number(typed);
  if (!Number.isInteger(version) || version < 1)
    throw new UsageError(`${typed} is no version; they are numbers from 1.`);
  return version;
}
