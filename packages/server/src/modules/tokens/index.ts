/** The door of access tokens. */
import { type OperationName, operations, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand, implementQuery } from '../../kernel/implementation.ts';

const refuse = async (): Promise<never> => {
  throw new WardroomError('unavailable');
};
const names: OperationName[] = [
  'tokens.issue',
  'tokens.list',
  'tokens.revoke',
  'tokens.trace',
  'tokens.rotateSigningKey',
];

export const tokenImplementations = (): Implementation[] =>
  names.map((name) =>
    (operations[name].effect === 'query' ? implementQuery : implementCommand)(name as never, {
      prepare: refuse,
      run: refuse,
      present: refuse,
    } as never),
  );
