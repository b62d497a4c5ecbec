/** The door of domains: names of a tenant’s own, under which it answers. */
import type { Implementation } from '../../kernel/implementation.ts';
import { type AddDomainDeps, addDomain } from './add.ts';
import { listDomains } from './list.ts';
import { removeDomain } from './remove.ts';
import { type VerifyDomainDeps, verifyDomain } from './verify.ts';

export type { DomainRules } from './name.ts';

export const domainImplementations = (deps: AddDomainDeps & VerifyDomainDeps): Implementation[] => [
  listDomains(),
  addDomain(deps),
  verifyDomain(deps),
  removeDomain(deps),
];
