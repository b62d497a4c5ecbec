/** The door of domains: names of a tenant’s own, under which it answers. */
export type { DomainRules } from './name.ts';
