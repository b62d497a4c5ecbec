/** The command tree, and the one place where an outcome becomes an exit code. */
import { Command, CommanderError } from 'commander';
import { addApi } from './commands/api.ts';
import { addAudit } from './commands/audit/index.ts';
import { addBreakGlass } from './commands/break-glass.ts';
import { addCatalogue } from './commands/catalogue.ts';
import type { Context } from './commands/context.ts';
import { addCredentials } from './commands/credentials.ts';
import { addDemo } from './commands/demo.ts';
import { addExplain } from './commands/explain.ts';
import { addGroups } from './commands/groups/index.ts';
import { addImport } from './commands/import-irc.ts';
import { addOperator } from './commands/operator.ts';
import { addPolicy } from './commands/policy/index.ts';
import { addRoles } from './commands/roles/index.ts';
import { addMigrate, addServe } from './commands/serve.ts';
import { addSetup } from './commands/setup.ts';
import { addTenants } from './commands/tenants.ts';
import { describeFailure, exitCodes, UsageError } from './failure.ts';
import type { Surroundings } from './surroundings.ts';
import { printFailure } from './terminal/output.ts';

const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 4 refused by the server.
Secrets are never arguments: keys come from --key-file or WARDROOM_KEY, passwords from
--password-file, standard input, or a prompt that does not show them.`;

/** Runs one command line. @returns the exit code */
export async function runCommandLine(surroundings: Surroundings, version: string): Promise<number> {
  const context: Context = { surroundings, exitCode: exitCodes.ok };
  const program = buildProgram(context, version);
  try {
    await program.parseAsync([...surroundings.arguments], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    const wantsJson = surroundings.arguments.includes('--json');
    // Without a command the help has been printed already.
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
    const failure = describeFailure(error instanceof CommanderError ? asUsage(error) : error);
    printFailure(surroundings, failure, wantsJson);
    return failure.exitCode;
  }
}

export function buildProgram(context: Context, version: string): Command {
  const { stdout, stderr } = context.surroundings;
  const program = new Command('wardroom')
    .description('Self-hosted, multi-tenant enterprise chat for people, bots and AI agents.')
    .version(version, '--version', 'print the version')
    .option('--json', 'print JSON, as is done when the output is piped')
    .helpOption('--help', 'print help for a command')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', exitCodeHelp)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
    });
  addServe(program, context);
  addMigrate(program, context);
  addSetup(program, context);
  addDemo(program, context);
  addImport(program, context);
  addTenants(program, context);
  addBreakGlass(program, context);
  addCredentials(program, context);
  addRoles(program, context);
  addExplain(program, context);
  addGroups(program, context);
  addPolicy(program, context);
  addAudit(program, context);
  addOperator(program, context);
  addApi(program, context);
  addCatalogue(program, context);
  return program;
}

function asUsage(error: CommanderError): UsageError {
  const [sentence = ''] = error.message.replace(/^error: /, '').split('\n');
  return new UsageError(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}; see \`wardroom help\`.`);
}
