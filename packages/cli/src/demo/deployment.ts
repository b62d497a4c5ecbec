/** The deployment of a demonstration: its operator and its workspaces, made when missing. */
import { join } from 'node:path';
import type { Operations, OutputOf, TenantId } from '@wardroom/contract';
import type { Connection } from '../connection/connection.ts';
import { openConnection } from '../connection/open.ts';
import { allPages } from '../connection/pages.ts';
import { readLink } from '../connection/secret-link.ts';
import { endingSession, signIn } from '../connection/sign-in.ts';
import { CallError, CommandFailure } from '../failure.ts';
import type { ServerReady } from '../server-process.ts';
import type { Surroundings } from '../surroundings.ts';
import { type DemoCompany, demoCompanies } from './companies.ts';
import { type DemoState, readState, writeState } from './state.ts';

export type DemoTenant = OutputOf<Operations['directory.listTenants']>['tenants'][number];

export interface DemoDeployment {
  readonly surroundings: Surroundings;
  /** Acts as the operator. */
  readonly operator: Connection;
  readonly tenants: ReadonlyMap<string, DemoTenant>;
  readonly state: DemoState;
}

const operatorName = 'demo';

/** For people who come in by link only: nobody knows it. */
export const unknownPassword = ({ drawBytes }: Surroundings): string =>
  Buffer.from(drawBytes(24)).toString('base64url');

export async function openDeployment(
  surroundings: Surroundings,
  directory: string,
  { address, setupLink }: ServerReady,
): Promise<DemoDeployment> {
  const state = await ensureState(surroundings, directory, setupLink !== null);
  const { operatorPassword: password } = state;
  const connection = openConnection(surroundings, { server: address });
  try {
    if (setupLink !== null) await completeSetup(surroundings, connection, setupLink, password);
    const operator = await signIn(connection, 'platform', operatorName, password);
    return { surroundings, operator, state, tenants: await ensureTenants(surroundings, operator) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function ensureState(
  surroundings: Surroundings,
  directory: string,
  isNew: boolean,
): Promise<DemoState> {
  const known = await readState(directory);
  if (known !== null) return isNew ? { ...known, populated: [], alive: [] } : known;
  if (!isNew)
    throw new CommandFailure(
      'not_a_demo',
      `${directory} holds a deployment that is no demonstration; choose another with --data-dir.`,
    );
  const state = {
    operatorPassword: unknownPassword(surroundings),
    sampleEndsAt: surroundings.now(),
    populated: [],
  };
  await writeState(directory, state);
  return state;
}

const foundingOf = (surroundings: Surroundings, { slug, name, owner }: DemoCompany) => {
  const { handle, displayName } = owner;
  return { tenant: { slug, name }, owner: { handle, displayName, password: unknownPassword(surroundings) } };
};

async function completeSetup(
  surroundings: Surroundings,
  connection: Connection,
  setupLink: string,
  password: string,
): Promise<void> {
  const [first] = demoCompanies;
  if (first === undefined) return;
  const founding = foundingOf(surroundings, first);
  const { secret } = readLink(setupLink);
  await connection.call('setup.complete', {
    secret,
    operator: { name: operatorName, password },
    ...founding,
  });
}

async function ensureTenants(
  surroundings: Surroundings,
  operator: Connection,
): Promise<Map<string, DemoTenant>> {
  const known = await allPages(async (after: { after?: TenantId }) => {
    const { tenants, next } = await operator.call('directory.listTenants', { limit: 200, ...after });
    return { rows: tenants, next };
  });
  const bySlug = new Map(known.map((tenant) => [tenant.slug, tenant]));
  for (const company of demoCompanies) {
    if (bySlug.has(company.slug)) continue;
    const { tenant: about, owner } = foundingOf(surroundings, company);
    const { tenant } = await operator.call('directory.createTenant', { ...about, owner });
    bySlug.set(company.slug, tenant);
  }
  return bySlug;
}

/** A one-use link into a workspace, 10 minutes. */
export async function signInLink(
  { operator, tenants }: DemoDeployment,
  slug: string,
  handle: string,
): Promise<string> {
  const tenant = tenants.get(slug);
  if (tenant === undefined) throw new CommandFailure('not_found', `The workspace ${slug} is missing.`);
  const { link } = await operator.call('directory.issueDemoLink', { tenantId: tenant.id, handle });
  return link;
}

/** A connection that acts as somebody of the workspace. */
export async function enter(deployment: DemoDeployment, slug: string, handle: string): Promise<Connection> {
  const { server, secret } = readLink(await signInLink(deployment, slug, handle));
  const connection = openConnection(deployment.surroundings, { server });
  await connection.call('sessions.redeem', { secret });
  return endingSession(connection, 'tenant');
}

export const botKeyPath = (directory: string, slug: string): string => join(directory, `${slug}-bot.key`);

/** Runs what may have been done already by an earlier run. */
export async function unlessDone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof CallError && error.code === 'already_exists')) throw error;
  }
}
