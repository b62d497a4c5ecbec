/** Every golden by file name. They show in review what a change does to the surface and to the rights. */
import type pg from 'pg';
import { openApiDocument } from '../../edges/http/openapi.ts';
import { auditEventsGolden } from './audit-events.ts';
import { authorizationMatrixGolden } from './authorization-matrix.ts';
import { catalogueGolden, errorsGolden, grantsGolden } from './database.ts';
import { operationsGolden, sorted, unprotectedGolden } from './operations.ts';
import { permissionsGolden } from './permissions.ts';
import { readCatalogue } from './read-catalogue.ts';
import { scopesGolden } from './scopes.ts';

export const goldenDirectory = new URL('../../../golden/', import.meta.url);

/** `admin` is a superuser’s pool on a migrated database. */
export async function makeGoldens(admin: pg.Pool): Promise<ReadonlyMap<string, string>> {
  const catalogue = await readCatalogue(admin);
  return new Map([
    ['operations.txt', operationsGolden()],
    ['unprotected-operations.txt', unprotectedGolden()],
    ['authorization-matrix.txt', authorizationMatrixGolden()],
    ['permissions.txt', permissionsGolden()],
    ['scopes.txt', scopesGolden()],
    ['audit-events.md', auditEventsGolden()],
    ['errors.txt', errorsGolden()],
    ['grants.txt', grantsGolden(catalogue)],
    ['catalogue.json', catalogueGolden(catalogue)],
    ['openapi.json', `${JSON.stringify(openApiDocument(sorted), null, 2)}\n`],
  ]);
}
