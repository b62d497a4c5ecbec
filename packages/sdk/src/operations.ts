/** Operations as methods. Types come from the contract; at run time only names travel. */
import type { OperationName, Operations, OutputOf, RawInputOf } from '@wardroom/contract';
import type { Surroundings } from './surroundings.ts';

/** Input of an operation. A client key that is left out is made up, once per call. */
export type InputFor<N extends OperationName> = N extends 'messages.send'
  ? Omit<RawInputOf<Operations[N]>, 'clientKey'> & { readonly clientKey?: string }
  : RawInputOf<Operations[N]>;
export type OutputFor<N extends OperationName> = OutputOf<Operations[N]>;

type ModuleOf<N extends string> = N extends `${infer Module}.${string}` ? Module : never;
type VerbOf<N extends string> = N extends `${string}.${infer Verb}` ? Verb : never;
type NamesIn<Module extends string> = Extract<OperationName, `${Module}.${string}`>;

/** `client.messages.send({…})` for `messages.send`, and so on. */
export type Methods = {
  readonly [Module in ModuleOf<OperationName>]: {
    readonly [Name in NamesIn<Module> as VerbOf<Name>]: Record<string, never> extends InputFor<Name>
      ? (input?: InputFor<Name>) => Promise<OutputFor<Name>>
      : (input: InputFor<Name>) => Promise<OutputFor<Name>>;
  };
};

export type Call = <N extends OperationName>(name: N, input: InputFor<N>) => Promise<OutputFor<N>>;

/**
 * Operations that can be repeated without doing anything twice: queries, what carries a client key or a revision, and
 * what names a state rather than a change.
 */
export const repeatable: ReadonlySet<OperationName> = new Set<OperationName>([
  'tenants.show',
  'tenants.segmentation',
  'tenants.segment',
  'sessions.show',
  'sessions.list',
  'sessions.listAll',
  'principals.list',
  'principals.get',
  'roles.list',
  'roles.preview',
  'groups.preview',
  'credentials.list',
  'tokens.list',
  'tokens.trace',
  'access.settings',
  'authorizations.show',
  'clients.list',
  'credentials.preview',
  'devices.show',
  'domains.list',
  'grants.list',
  'breakGlass.history',
  'breakGlass.end',
  'channels.list',
  'channels.directory',
  'channels.get',
  'channels.readers',
  'channels.members',
  'decisions.explain',
  'decisions.list',
  'policies.show',
  'policies.schema',
  'policies.versions',
  'policies.get',
  'policies.test',
  'policies.simulate',
  'policies.simulateAll',
  'decisions.readers',
  'channels.openDirect',
  'channels.access',
  'channels.setAccess',
  'channels.classify',
  'groups.list',
  'groups.get',
  'groups.members',
  'messages.list',
  'messages.thread',
  'messages.get',
  'messages.locate',
  'messages.mentions',
  'messages.send',
  'reactions.add',
  'reactions.remove',
  'pins.add',
  'pins.remove',
  'pins.list',
  'search.messages',
  'search.status',
  'invitations.list',
  'preferences.get',
  'preferences.update',
  'sync.snapshot',
  'imports.append',
  'audit.list',
  'audit.get',
  'audit.tail',
  'audit.histogram',
  'audit.facets',
  'audit.views',
  'audit.checkpoint',
  'audit.proof',
  'audit.consistency',
  'audit.exports.read',
  'audit.erasure.preview',
  'audit.settings.get',
  'audit.settings.preview',
  'audit.sinks.deadLetters',
  'audit.sinks.list',
]);

/** Operations with `after` and `next`. The audit log is paged in both directions: there `after` is not the way on. */
export type PagedName = Exclude<PagedForward, 'audit.list' | 'audit.tail'>;
type PagedForward = {
  [N in OperationName]: OutputFor<N> extends { readonly next: unknown }
    ? InputFor<N> extends { after?: unknown }
      ? N
      : never
    : never;
}[OperationName];

/** Namespaces made on demand: `methods.messages.send` is a call of `messages.send`. */
export function methodsOf(call: (name: OperationName, input: never) => Promise<unknown>): Methods {
  const namespaces = new Map<string, object>();
  return new Proxy({} as Methods, {
    get(_target, module) {
      // A promise would ask for `then`; symbols are asked for by consoles.
      if (typeof module !== 'string' || module === 'then') return undefined;
      const known = namespaces.get(module);
      if (known) return known;
      const made = new Proxy(
        {},
        {
          get: (_inner, verb) =>
            typeof verb === 'string' && verb !== 'then'
              ? (input: unknown = {}) => call(`${module}.${verb}` as OperationName, input as never)
              : undefined,
        },
      );
      namespaces.set(module, made);
      return made;
    },
  });
}

/** One key for all attempts: whatever becomes of the first, the message is sent once. */
export function withClientKey(
  name: OperationName,
  input: unknown,
  { newClientKey }: Pick<Surroundings, 'newClientKey'>,
): unknown {
  if (name !== 'messages.send' || typeof input !== 'object' || input === null) return input;
  return 'clientKey' in input && input.clientKey !== undefined
    ? input
    : { ...input, clientKey: newClientKey() };
}
