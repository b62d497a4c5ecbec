/** `wardroom demo`: two workspaces with people and past conversations, on this machine only, until Ctrl-C. */
import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { type DemoCompany, type DemoPerson, demoCompanies, everybody } from '../demo/companies.ts';
import { importConversations } from '../demo/conversations.ts';
import { botKeyPath, type DemoDeployment, enter, openDeployment, signInLink } from '../demo/deployment.ts';
import { enliven } from '../demo/life.ts';
import { type DemoPlace, ensureChannels, ensureMemberships, ensurePeople } from '../demo/people.ts';
import { writeState } from '../demo/state.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { number } from '../import/progress.ts';
import type { ImportSummary } from '../import/report-text.ts';
import { type ServerReady, startServer } from '../server-process.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';
import { portOf } from './serve.ts';

interface DemoOptions {
  readonly from?: string;
  readonly port?: string;
  readonly dataDir?: string;
}
interface DemoRun {
  readonly surroundings: Surroundings;
  readonly output: Output;
  readonly options: DemoOptions & { readonly dataDir: string };
  readonly signal: AbortSignal;
}

const defaultDirectory = fileURLToPath(new URL('../../../../.wardroom/demo', import.meta.url));

/** Limits are against strangers; here is only this machine, and an import should take seconds. */
const settings = {
  // Never the database of a real deployment.
  DATABASE_URL: '',
  WARDROOM_DEMO: 'true',
  WARDROOM_BIND_ADDRESS: '127.0.0.1',
  WARDROOM_LIMIT_TENANT: '1000000',
  WARDROOM_LIMIT_GLOBAL: '1000000',
  WARDROOM_LIMIT_PRINCIPAL: '1000000',
  WARDROOM_LIMIT_OPERATION: '1000000',
};

export function addDemo(program: Command, context: Context): void {
  program
    .command('demo')
    .description('Starts a demonstration: two workspaces, people, conversations, sign-in links.')
    .option('--from <path>', 'folder of IRC logs to import; else a small sample')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portOf)
    .option('--data-dir <path>', 'directory of the demonstration (default: .wardroom/demo in the checkout)')
    .action(async (options: DemoOptions, self: Command) => {
      const { surroundings } = context;
      const stopping = new AbortController();
      setMaxListeners(0, stopping.signal);
      const dataDir = resolve(options.dataDir ?? defaultDirectory);
      const output = outputOf(context, self);
      context.exitCode = await runDemo(
        { surroundings, output, options: { ...options, dataDir }, signal: stopping.signal },
        () => stopping.abort(),
      );
    });
}

async function runDemo(run: DemoRun, abort: () => void): Promise<number> {
  const { surroundings, options, output } = run;
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  output.note('Starting the server …');
  const server = startServer(surroundings, {
    command: 'serve',
    port: options.port,
    dataDirectory: options.dataDir,
    settings: { ...settings, WARDROOM_LOG_LEVEL: surroundings.environment['WARDROOM_LOG_LEVEL'] ?? 'warn' },
    stdout: 'ignore',
  });
  let preparing = true;
  const deafen = surroundings.onSignal(() => {
    const wasStopping = run.signal.aborted;
    abort();
    // Batches in flight end first, then the server.
    if (!preparing || wasStopping) server.stop();
  });
  try {
    const ready = await server.ready;
    if (ready === null) return (await server.exited) || exitCodes.failure;
    const prepared = await prepare(run, ready).catch((error: unknown) => {
      server.stop();
      return server.exited.then(() => {
        throw error;
      });
    });
    preparing = false;
    if (prepared && !run.signal.aborted) output.note('Running until Ctrl-C.');
    else server.stop();
    const code = await server.exited;
    if (!prepared)
      throw new CommandFailure('interrupted', 'Stopped half-way; run the same command again to go on.');
    return code;
  } finally {
    deafen();
  }
}

/** @returns false when stopped before everything was there */
async function prepare(run: DemoRun, ready: ServerReady): Promise<boolean> {
  const { surroundings, options, output, signal } = run;
  const deployment = await openDeployment(surroundings, options.dataDir, ready);
  try {
    let { state } = deployment;
    for (const company of demoCompanies) {
      if (signal.aborted) return false;
      const { slug } = company;
      if (!state.populated.includes(slug) || options.from !== undefined) {
        if (!(await populate(run, deployment, company))) return false;
        state = { ...state, populated: [...new Set([...state.populated, slug])] };
        await writeState(options.dataDir, state);
      }
      if (state.alive?.includes(slug)) continue;
      await enliven(deployment, company);
      state = { ...state, alive: [...(state.alive ?? []), slug] };
      await writeState(options.dataDir, state);
    }
    if (signal.aborted) return false;
    await printLinks(deployment, ready.address, options.dataDir, output);
    return true;
  } finally {
    await deployment.operator.close();
  }
}

/** @returns false when stopped before everything was there */
async function populate(run: DemoRun, deployment: DemoDeployment, company: DemoCompany): Promise<boolean> {
  const { surroundings, output, options, signal } = run;
  const { name, slug } = company;
  const owner = await enter(deployment, slug, company.owner.handle);
  try {
    const place: DemoPlace = { surroundings, directory: options.dataDir, company, owner };
    output.note(`${name}: people and channels …`);
    await ensurePeople(place);
    await ensureChannels(place);
    const from = options.from === undefined ? undefined : resolve(options.from);
    const { sampleEndsAt } = deployment.state;
    const summaries = await importConversations(place, { from, sampleEndsAt, signal });
    for (const summary of summaries) output.note(`${name}: ${importNote(summary)}`);
    if (summaries.some(({ complete }) => !complete)) return false;
    await ensureMemberships(place);
    return true;
  } finally {
    await owner.close();
  }
}

function importNote(summary: ImportSummary): string {
  const { imported, repeated, alreadyAcknowledged, durationMs, messagesPerSecond, plan } = summary;
  const skipped = Object.values(plan?.skipped ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    `${number(imported)} messages imported in ${(durationMs / 1_000).toFixed(1)} s (${number(messagesPerSecond)}/s)`,
    `${number(repeated + alreadyAcknowledged)} there already`,
    `${number(skipped)} lines skipped`,
    `${number(plan?.repairedLines ?? 0)} not UTF-8`,
  ].join(', ');
}

async function printLinks(
  deployment: DemoDeployment,
  address: string,
  directory: string,
  output: Output,
): Promise<void> {
  const people: (DemoPerson & { workspace: string; link: string })[] = [];
  for (const company of demoCompanies) {
    for (const { handle, displayName, role } of everybody(company)) {
      const link = await signInLink(deployment, company.slug, handle);
      people.push({ workspace: company.slug, handle, displayName, role, link });
    }
  }
  const bots = demoCompanies.map(({ slug, bot }) => ({
    workspace: slug,
    handle: bot.handle,
    keyFile: botKeyPath(directory, slug),
  }));
  output.result({ address, people, bots }, () =>
    [
      table(people, {
        workspace: (row) => row.workspace,
        name: (row) => row.displayName,
        role: (row) => row.role,
        'sign-in link, works once, 10 minutes': (row) => row.link,
      }),
      table(bots, {
        workspace: (row) => row.workspace,
        bot: (row) => row.handle,
        'key in': (row) => row.keyFile,
      }),
      'Run the command again for fresh links.',
    ].join('\n\n'),
  );
}
