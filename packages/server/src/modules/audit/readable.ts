/**
 * The stores of the one log, each with a right of its own (AUD-02). The label that an entry got when it was made decides
 * whether it is shown. It is found and counted by its type: of a type that is not in the registry any more, lists and
 * numbers are for those who read both stores.
 */
import type { AuditStore, Permission } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { RunContext } from '../../kernel/implementation.ts';

const rights = {
  security: 'audit.view_security',
  compliance: 'audit.view_compliance',
} as const satisfies Readonly<Record<string, Permission>>;
export type ReadableStore = keyof typeof rights;
export const bothStores = Object.keys(rights) as readonly ReadableStore[];

/**
 * What the caller may read of the log. Throws `forbidden` where that is nothing, and where one store is asked for that
 * is not among it: an answer with less in it would look like a log with less in it.
 */
export function readableStores(
  context: Pick<RunContext, 'authorise' | 'permits'>,
  asked?: ReadableStore,
): readonly ReadableStore[] {
  context.authorise('audit.view', workspace);
  if (asked !== undefined) context.authorise(rights[asked], workspace);
  const readable = bothStores.filter((store) => context.permits(rights[store], workspace));
  if (readable.length === 0) context.authorise(rights.security, workspace);
  return readable;
}

/** For what takes the log along or sends it on as a whole. */
export function requireBothStores({ authorise }: Pick<RunContext, 'authorise'>): void {
  for (const store of bothStores) authorise(rights[store], workspace);
}

/** By the label that an entry carries, or that a type gives to its entries. */
export const isReadable = (label: AuditStore, stores: readonly ReadableStore[]): boolean =>
  label === 'both' ? stores.length > 0 : stores.includes(label);

/** Labels of what may be read; null: any. */
export const readableLabels = (stores: readonly ReadableStore[]): readonly AuditStore[] | null =>
  bothStores.every((store) => stores.includes(store)) ? null : [...stores, 'both'];
