/**
 * Looks for words where plain text must not be: in what COPY gives of every table, in the files of the database and in
 * the write-ahead log. In COPY output a word also counts in hexadecimal and base64, as bytea and JSON would carry it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

export interface Finding {
  readonly word: string;
  readonly place: string;
}

export interface SearchOptions {
  /** Superuser of the database to search. */
  readonly admin: pg.Pool;
  /** First write-ahead log file to read, as `pg_walfile_name` gives it. */
  readonly sinceWal: string;
}

export const walNow = async (admin: pg.Pool): Promise<string> => {
  const { rows } = await admin.query<{ name: string }>(
    'select pg_walfile_name(pg_current_wal_lsn()) as name',
  );
  return rows[0]?.name ?? '';
};

export async function findMarkedWords(options: SearchOptions, words: readonly string[]): Promise<Finding[]> {
  const copies = await findInCopies(options.admin, words);
  // Buffers reach the files at a checkpoint.
  await options.admin.query('checkpoint');
  return [...copies, ...(await findInFiles(options, words))];
}

async function findInCopies(admin: pg.Pool, words: readonly string[]): Promise<Finding[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const findings: Finding[] = [];
  const client = await admin.connect();
  try {
    for (const { name } of rows) {
      const output = await text(client.query(copyTo(`copy (select * from ${name}) to stdout`)));
      for (const word of words)
        if (spellings(word).some((one) => output.includes(one)))
          findings.push({ word, place: `copy ${name}` });
    }
  } finally {
    client.release();
  }
  return findings;
}

const spellings = (word: string): string[] => {
  const bytes = Buffer.from(word);
  // Inside a longer text base64 depends on the offset; the middle of each of the three is fixed.
  const shifted = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  );
  return [word, bytes.toString('hex'), ...shifted];
};

async function findInFiles({ admin, sinceWal }: SearchOptions, words: readonly string[]): Promise<Finding[]> {
  const { rows } = await admin.query<{ directory: string; database: string }>(
    `select current_setting('data_directory') as directory, oid::text as database
       from pg_catalog.pg_database where datname = current_database()`,
  );
  const [facts] = rows;
  if (!facts) throw new Error('the database does not know itself');
  const base = join(facts.directory, 'base', facts.database);
  const wal = join(facts.directory, 'pg_wal');
  const files = [
    ...readdirSync(base).map((name) => join(base, name)),
    ...readdirSync(wal)
      .filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= sinceWal)
      .map((name) => join(wal, name)),
  ];
  return files.flatMap((file) => {
    const content = readFileSync(file);
    const place = file.startsWith(wal) ? 'write-ahead log' : 'data file';
    return words.filter((word) => content.includes(word)).map((word) => ({ word, place }));
  });
}
