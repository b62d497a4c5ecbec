/**
 * Every statement that leaves this process, on every connection and whoever sends it: stands below the driver, so that
 * the directory, the keys and the audit lane are seen like the transaction itself.
 */
import pg from 'pg';

export interface StatementLog {
  /** Statements since the last look, in order, each with the role that sent it. */
  take(): string[];
  stop(): void;
}

/** A connection makes its plans anew by the clock, whoever uses it and for whatever. */
const byTheClock = 'discard plans';

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

export function watchStatements(): StatementLog {
  const prototype = pg.Client.prototype;
  const original = Reflect.get(prototype, 'query') as Query;
  const statements: string[] = [];
  const watched: Query = function (...args) {
    const [asked] = args;
    const { name, text } = typeof asked === 'string' ? { name: undefined, text: asked } : Object(asked);
    // The superuser only arranges and looks.
    if (text !== byTheClock && String(this.user).startsWith('wardroom_'))
      statements.push(`${this.user} ${name ?? text}`);
    return original.apply(this, args);
  };
  Reflect.set(prototype, 'query', watched);
  return {
    take: () => statements.splice(0),
    stop: () => void Reflect.set(prototype, 'query', original),
  };
}
