/** `wardroom api <operation>`: any operation, by its name and its input. */
import type { OperationName } from '@wardroom/contract';
import type { Command } from 'commander';
import { readOperationInput } from '../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../connection/sign-in.ts';
import { anyValue } from '../terminal/any-value.ts';
import { requireOperation } from './catalogue.ts';
import { type Context, outputOf } from './context.ts';

interface ApiOptions extends CallerOptions {
  readonly input?: string;
}

export function addApi(program: Command, context: Context): void {
  const command = program
    .command('api')
    .summary('call any operation')
    .description('Calls an operation. Values are text, or JSON where the field is not text.')
    .argument('<operation>', 'name of an operation, such as channels.create')
    .argument('[key=value...]', 'fields of the input: name=general, owner.handle=priya')
    .option('--input <json>', 'the input as JSON, @path for a file, - for standard input');
  addCallerOptions(command, 'http://acme.localhost:8420').action(
    async (name: string, pairs: string[], options: ApiOptions, self: Command) => {
      const output = outputOf(context, self);
      const operation = requireOperation(name);
      const input = await readOperationInput(context.surroundings, operation, {
        input: options.input,
        pairs,
      });
      const connection = await connectAs(context.surroundings, options, operation.realm);
      try {
        const call = connection.call as (name: OperationName, input: unknown) => Promise<unknown>;
        const answer = await call(operation.name as OperationName, input);
        output.result(answer, () => anyValue(answer));
      } finally {
        await connection.close();
      }
    },
  );
}
