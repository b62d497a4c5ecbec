/** `wardroom catalogue [operation]`: what the server can do. Needs no server. */
import type { AnyOperation } from '@wardroom/contract';
import { findOperation, operations } from '@wardroom/contract';
import type { Command } from 'commander';
import { inputSchema, outputSchema } from '../connection/input-schema.ts';
import { UsageError } from '../failure.ts';
import { fields, table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';

export function addCatalogue(program: Command, context: Context): void {
  program
    .command('catalogue')
    .summary('list the operations of the server')
    .description('Lists every operation, or describes one with its input and output as JSON Schema.')
    .argument('[operation]', 'name of an operation, such as messages.send')
    .action((name: string | undefined, _options: unknown, command: Command) => {
      const output = outputOf(context, command);
      if (name !== undefined) {
        const operation = requireOperation(name);
        output.result(described(operation), () => describedAsText(operation));
        return;
      }
      const rows = Object.values(operations).map(summary);
      output.result({ operations: rows }, () =>
        table(rows, {
          name: (row) => row.name,
          permission: (row) => row.permission ?? 'none',
          scope: (row) => row.scope ?? 'none',
          effect: (row) => row.effect,
          realm: (row) => row.realm,
        }),
      );
    });
}

/** @throws UsageError where there is none, naming those that look alike */
export function requireOperation(name: string): AnyOperation {
  const operation = findOperation(name);
  if (operation !== undefined) return operation;
  const [noun = ''] = name.split('.');
  const similar = Object.keys(operations).filter((other) => other.startsWith(`${noun}.`));
  const hint = similar.length > 0 ? `There are: ${similar.join(', ')}.` : 'See `wardroom catalogue`.';
  throw new UsageError(`There is no operation \`${name}\`. ${hint}`);
}

function summary(operation: AnyOperation) {
  const { name, realm, effect, permission, scope, sensitivity } = operation;
  return {
    name,
    realm,
    effect,
    permission: typeof permission === 'string' ? permission : null,
    scope: typeof scope === 'string' ? scope : null,
    sensitivity,
    summary: operation.summary,
  };
}

function described(operation: AnyOperation) {
  const { limits, audit } = operation;
  return {
    ...summary(operation),
    audit: typeof audit === 'string' ? audit : null,
    limits,
    input: inputSchema(operation),
    output: outputSchema(operation),
  };
}

function describedAsText(operation: AnyOperation): string {
  const { input, output, limits, summary: sentence, name, ...rest } = described(operation);
  const { cost, bodyBytes } = limits;
  return [
    `${name}: ${sentence}`,
    fields({ ...rest, cost, 'largest body': `${bodyBytes} bytes` }),
    `input\n${JSON.stringify(input, null, 2)}`,
    `output\n${JSON.stringify(output, null, 2)}`,
  ].join('\n\n');
}
