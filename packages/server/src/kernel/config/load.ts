/** Reads the environment into a configuration, or names everything that is wrong with it at once. */
import { type Config, settings } from './settings.ts';

export interface ConfigFault {
  readonly variable: string;
  /** Says what was expected; never repeats the value, which may be a secret in the wrong place. */
  readonly sentence: string;
}

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ variable, sentence }) => `${variable}: ${sentence}`).join('; '));
    this.faults = faults;
  }
}

/** Of our other programs, whose environment the server may inherit: launchers, the command line, test runs. */
const notSettings = new Set([
  'WARDROOM_READY_FD',
  'WARDROOM_KEY',
  'WARDROOM_SOAK',
  'WARDROOM_CHROMIUM',
  'WARDROOM_IRC_DATA',
  'WARDROOM_TEST_CLUSTER',
  'WARDROOM_TEST_SUMMARY',
]);

/**
 * Throws {@link ConfigurationError} for a value of the wrong form and for every `WARDROOM_*` variable that does not
 * exist: a misspelt limit must not be a missing limit. An empty value counts as absent.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: ConfigFault[] = [];
  const known = new Set(Object.values(settings).map(({ variable }) => variable as string));
  for (const variable of Object.keys(environment).sort()) {
    if (variable.startsWith('WARDROOM_') && !known.has(variable) && !notSettings.has(variable))
      faults.push({ variable, sentence: 'there is no such setting; see docs/configuration.md' });
  }
  const config: Record<string, unknown> = {};
  for (const [name, { variable, schema, initial }] of Object.entries(settings)) {
    const given = environment[variable];
    const result = schema.safeParse(given === undefined || given === '' ? initial : given);
    if (result.success) config[name] = result.data;
    else faults.push({ variable, sentence: result.error.issues[0]?.message ?? 'wrong form' });
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  const complete = config as unknown as Config;
  const contradictions = contradictionsOf(complete);
  if (contradictions.length > 0) throw new ConfigurationError(contradictions);
  return Object.freeze(complete);
}

const loopback = new Set(['127.0.0.1', '::1']);

function contradictionsOf({ demo, bindAddress }: Config): ConfigFault[] {
  if (demo && !loopback.has(bindAddress))
    return [{ variable: 'WARDROOM_DEMO', sentence: 'a demonstration listens on loopback only' }];
  return [];
}
