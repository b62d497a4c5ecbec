/** A request that somebody writes down: the words that it can be made of. Those of the contract, which a type compares. */
import type { TestRequest } from './draft.ts';

type Principal = NonNullable<TestRequest['principal']>;
type Resource = NonNullable<TestRequest['resource']>;
type Context = NonNullable<TestRequest['context']>;

export const kinds = ['person', 'bot', 'service', 'agent'] as const satisfies readonly Principal['kind'][];
export const resourceKinds = [
  'Workspace',
  'Channel',
  'Message',
  'Principal',
] as const satisfies readonly Resource['kind'][];
export const channelKinds = [
  'public',
  'private',
  'direct',
] as const satisfies readonly Resource['channelKind'][];
export const classifications = [
  'public',
  'internal',
  'confidential',
  'restricted',
] as const satisfies readonly Resource['classification'][];
export const devices = [
  'desktop',
  'mobile',
  'cli',
  'server',
  'unknown',
] as const satisfies readonly Context['device'][];

export const words = (typed: string): string[] | undefined => {
  const found = typed.split(/[\s,]+/).filter((word) => word !== '');
  // Typing goes on after a space.
  return found.length === 0 ? undefined : /\s$/.test(typed) ? [...found, ''] : found;
};

/** Without what is not said: a test that says less is the same test. */
export function trimmed(request: TestRequest): TestRequest {
  const { permission, principal, resource, context } = request;
  const parts = Object.entries({
    principal: said(principal),
    resource: said(resource),
    context: said(context),
  });
  return {
    permission,
    ...Object.fromEntries(parts.filter(([, part]) => Object.keys(part).length > 0)),
  };
}

const said = (part: object = {}): object =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));

/** As a field for day and time wants it, in the time zone of the browser, which reads it the same way. */
export function localTime(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
