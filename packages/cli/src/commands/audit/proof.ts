/** `wardroom audit proof` and `wardroom audit checkpoint`: what one keeps to hold the log to it later (AUD-05). */
import { writeFile } from 'node:fs/promises';
import { operations } from '@wardroom/contract';
import type { Command } from 'commander';
import { accepted } from '../../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { CommandFailure } from '../../failure.ts';
import { type Context, outputOf } from '../context.ts';
import { type LogOwner, workspaceLog } from './log-owner.ts';

interface KeepOptions extends CallerOptions {
  readonly to?: string;
}

export function addProof(audit: Command, context: Context, owner: LogOwner = workspaceLog): void {
  const command = audit
    .command('proof')
    .summary('keep one entry with all that shows it to be in the log')
    .description('Writes the proof of one entry, to be verified by anybody who knows the key of the log.')
    .argument('<entry>', 'evt_…')
    .option('--to <file>', 'where to; standard output otherwise');
  addCallerOptions(command, owner.example).action(
    async (entryId: string, options: KeepOptions, self: Command) => {
      accepted(operations['audit.proof'], { entryId });
      const connection = await connectAs(context.surroundings, options, owner.realm);
      try {
        const proof = await owner.proof(connection, entryId);
        const text = JSON.stringify(proof, null, 2);
        if (options.to === undefined) context.surroundings.stdout.write(`${text}\n`);
        else {
          await write(options.to, `${text}\n`);
          const kept = { file: options.to, index: proof.index };
          outputOf(context, self).result(kept, () => `${kept.file}: entry ${kept.index}.`);
        }
      } finally {
        await connection.close();
      }
    },
  );
}

export function addCheckpoint(audit: Command, context: Context, owner: LogOwner = workspaceLog): void {
  const command = audit
    .command('checkpoint')
    .summary('keep the newest checkpoint')
    .description(
      'Writes the newest signed checkpoint. Whoever keeps it can hold every later export to it: wardroom audit verify --held <file>.',
    )
    .option('--to <file>', 'where to; standard output otherwise');
  addCallerOptions(command, owner.example).action(async (options: KeepOptions, self: Command) => {
    const connection = await connectAs(context.surroundings, options, owner.realm);
    try {
      const { checkpoint, keys } = await owner.checkpoint(connection);
      if (checkpoint === null) throw new CommandFailure('nothing_sealed', 'Nothing is sealed yet.');
      if (options.to !== undefined) await write(options.to, checkpoint.note);
      const { result, json } = outputOf(context, self);
      const { size, origin } = checkpoint;
      const text =
        options.to === undefined ? checkpoint.note.trimEnd() : `${options.to}: ${origin} at ${size}.`;
      result({ ...checkpoint, keys }, () => text);
      if (!json) outputOf(context, self).note(['Keys of the log:', ...keys.log].join('\n  '));
    } finally {
      await connection.close();
    }
  });
}

const write = (path: string, text: string): Promise<void> =>
  writeFile(path, text, { mode: 0o600 }).catch((cause) => {
    throw new CommandFailure('not_written', `The file ${path} cannot be written.`, cause);
  });
