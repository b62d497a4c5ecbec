/**
 * `wardroom setup`: the operator, the first workspace and its owner, with the link that the server printed at its start.
 * The link is a secret as passwords are: it comes from a prompt, a file or standard input.
 */
import { existsSync } from 'node:fs';
import { type Operations, operations, type RawInputOf } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../connection/connection.ts';
import { openConnection } from '../connection/open.ts';
import { accepted, readOperationInput } from '../connection/read-input.ts';
import { readLink } from '../connection/secret-link.ts';
import { endingSession } from '../connection/sign-in.ts';
import { UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { readSecret, writePrivate } from '../terminal/private-file.ts';
import { ask, askSecretly } from '../terminal/prompt.ts';
import { fields } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';

interface SetupOptions {
  readonly linkFile?: string;
  readonly input?: string;
  readonly issueKeyFile?: string;
}
type SetupInput = RawInputOf<Operations['setup.complete']>;
type Answers = Omit<SetupInput, 'secret'>;

const otherwise = 'There is no terminal to ask at; give --link-file and --input @file.';

export function addSetup(program: Command, context: Context): void {
  program
    .command('setup')
    .description('Completes the setup of a new deployment with the link that the server printed.')
    .option('--link-file <path>', 'file with the setup link, - for standard input; else it is asked for')
    .option('--input <json>', 'operator, tenant and owner as JSON: @path for a file, - for standard input')
    .option('--issue-key-file <path>', 'also issue a key of the operator, into this new file')
    .action(async (options: SetupOptions, self: Command) => {
      const { surroundings } = context;
      if (options.linkFile === '-' && options.input === '-')
        throw new UsageError('Standard input can be the link or the input, not both.');
      if (options.issueKeyFile !== undefined && existsSync(options.issueKeyFile))
        throw new UsageError(`${options.issueKeyFile} exists already; name a new file.`);
      const answers = options.input === undefined ? null : await readAnswers(surroundings, options.input);
      const { server, secret } = readLink(await linkOf(surroundings, options.linkFile));
      const input = { secret, ...(answers ?? (await askAnswers(surroundings))) };
      accepted(operations['setup.complete'], input);
      const connection = openConnection(surroundings, { server });
      try {
        const { operator, tenant } = await connection.call('setup.complete', input);
        const keyFile = options.issueKeyFile ?? null;
        if (keyFile !== null) await issueKey(connection, input.operator, keyFile);
        outputOf(context, self).result({ operator, tenant, keyFile }, () =>
          fields({
            operator: operator.name,
            workspace: tenant.name,
            address: tenant.address,
            'key file': keyFile,
          }),
        );
      } finally {
        await connection.close();
      }
    });
}

async function linkOf(surroundings: Surroundings, file: string | undefined): Promise<string> {
  if (file !== undefined) return await readSecret(surroundings, file, 'setup link');
  return await askSecretly(surroundings, 'Setup link', otherwise);
}

async function readAnswers(surroundings: Surroundings, typed: string): Promise<Answers> {
  // The link comes from its own file; the placeholder only lets the contract look at the rest.
  const placeholder = '-'.repeat(20);
  const whole = await readOperationInput(
    surroundings,
    operations['setup.complete'],
    { input: typed, pairs: [] },
    { secret: placeholder },
  );
  const { secret: _, ...answers } = whole as SetupInput;
  return answers;
}

async function askAnswers(surroundings: Surroundings): Promise<Answers> {
  const text = (question: string) => ask(surroundings, question, otherwise);
  const password = (question: string) => newPassword(surroundings, question);
  const operatorName = await text('Name of the operator of this deployment');
  const operator = { name: operatorName, password: await password(`Password of ${operatorName}`) };
  const tenant = {
    slug: await text('Address of the first workspace (a–z 0–9 -)'),
    name: await text('Its name'),
  };
  const handle = await text('Handle of its owner, as in @handle');
  const displayName = await text('Name of its owner');
  return {
    operator,
    tenant,
    owner: { handle, displayName, password: await password(`Password of ${displayName}`) },
  };
}

async function newPassword(surroundings: Surroundings, question: string): Promise<string> {
  for (;;) {
    const first = await askSecretly(surroundings, `${question} (at least 15 characters)`, otherwise);
    if (first === (await askSecretly(surroundings, 'Once more', otherwise))) return first;
    surroundings.stderr.write('The two differ; once more, please.\n');
  }
}

async function issueKey(connection: Connection, operator: Answers['operator'], path: string): Promise<void> {
  await connection.call('operators.signIn', operator);
  const session = endingSession({ ...connection, close: async () => {} }, 'platform');
  try {
    const { secret } = await connection.call('operators.issueKey', {
      description: 'Issued by wardroom setup',
    });
    await writePrivate(path, `${secret}\n`);
  } finally {
    await session.close();
  }
}
