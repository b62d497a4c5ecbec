/** Every way in which the embedded PostgreSQL can refuse to run. The list is closed: callers may switch over it. */
export type EmbeddedPostgresErrorCode =
  | 'data_directory_in_use'
  | 'postgres_wrong_version'
  | 'postgres_start_failed'
  | 'disk_full'
  | 'platform_unsupported'
  | 'not_durable'
  | 'permission_denied';

/** `message` is one plain sentence for the operator that says what to do; `cause` keeps the original failure. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

/** Translates a failure of the file system into the closed list; anything else stays `postgres_start_failed`. */
export function translateFailure(error: unknown, directory: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : String(error);
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT') return diskFull(directory, error);
  if (systemCode === 'EACCES' || systemCode === 'EPERM' || systemCode === 'EROFS') {
    return permissionDenied(directory, text, error);
  }
  return startFailed(directory, text, error);
}

/** Explains the end of `initdb` or `postgres` by what it printed. */
export function explainOutput(
  program: string,
  lines: readonly string[],
  directory: string,
): EmbeddedPostgresError {
  const fatal = lines.filter((line) => /\b(FATAL|PANIC):|\berror:|error while loading/.test(line));
  const reason = (fatal.at(-1) ?? lines.at(-1) ?? `${program} printed nothing`).replace(
    /^.*?(?:FATAL|PANIC|error): */,
    '',
  );
  const onDisk = lines.filter((line) => !line.includes('shared memory'));
  if (onDisk.some((line) => /No space left on device|Disk quota exceeded/.test(line)))
    return diskFull(directory, lines);
  if (lines.some((line) => /incompatible with server|initialized by PostgreSQL version/.test(line))) {
    return new EmbeddedPostgresError(
      'postgres_wrong_version',
      `The data directory ${directory} was made by another version of PostgreSQL (${reason}); start the Wardroom release that made it.`,
    );
  }
  if (lines.some((line) => /Permission denied|has wrong ownership|has invalid permissions/.test(line))) {
    return permissionDenied(directory, reason, lines);
  }
  return startFailed(directory, `${program}: ${reason}`, lines);
}

function diskFull(directory: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'disk_full',
    `The disk that holds ${directory} is full; free some space and start again.`,
    { cause },
  );
}

function permissionDenied(directory: string, reason: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'permission_denied',
    `PostgreSQL may not use the data directory ${directory} (${reason}); give it to the account that runs Wardroom or choose another one.`,
    { cause },
  );
}

function startFailed(directory: string, reason: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'postgres_start_failed',
    `PostgreSQL did not start in ${directory} (${reason}); see its log lines above.`,
    { cause },
  );
}
