/** Structured logs: one JSON object per line, from a closed list of events and fields. */
import { type DestinationStream, pino } from 'pino';
import type { Clock } from '../clock.ts';
import type { LogLevel } from '../config/index.ts';
import { describeError } from './describe-error.ts';
import { admitFields, type LogEventName, type LogFields, logEvents } from './fields.ts';

export { type DescribedError, describeError } from './describe-error.ts';
export { type LogEventName, type LogFields, logEvents, logFields } from './fields.ts';

type Write = (event: LogEventName, fields?: LogFields, error?: unknown) => void;

export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly destination: DestinationStream;
}

const known = new Set<string>(logEvents);

export function createLog({ level, clock, destination }: LogOptions): Log {
  const writer = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const write =
    (severity: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (event, fields = {}, error) => {
      if (!known.has(event) || !writer.isLevelEnabled(severity)) return;
      const line = {
        event,
        ...admitFields(fields),
        ...(error === undefined ? {} : { error: describeError(error) }),
      };
      writer[severity](line);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** For parts that need a log in a test that does not look at it. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
