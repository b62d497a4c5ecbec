/** A feed as it is kept: what is shown of it, and its secret apart. */
import type { SinkDestination, Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../keyring/index.ts';

export interface SinkSettings {
  readonly name: string;
  readonly includesPersonal: boolean;
  readonly destination: SinkDestination;
}

const settingsPlace = (sinkId: Uuid) => ({ table: 'audit_sinks', column: 'sealed', row: sinkId });
const secretPlace = (sinkId: Uuid) => ({ table: 'audit_sinks', column: 'sealed_secret', row: sinkId });

export const sealSettings = (keys: ScopeKeys, sinkId: Uuid, settings: SinkSettings): Buffer =>
  keys.encrypt('audit', settingsPlace(sinkId), JSON.stringify(settings));

export async function openSettings(keys: ScopeKeys, sinkId: Uuid, sealed: Buffer): Promise<SinkSettings> {
  await keys.ensureEpochs('audit', [sealed]);
  return JSON.parse(keys.decryptText('audit', settingsPlace(sinkId), sealed)) as SinkSettings;
}

export const sealSecret = (keys: ScopeKeys, sinkId: Uuid, secret: string): Buffer =>
  keys.encrypt('audit', secretPlace(sinkId), secret);

export async function openSecret(keys: ScopeKeys, sinkId: Uuid, sealed: Buffer | null): Promise<string> {
  if (sealed === null) return '';
  await keys.ensureEpochs('audit', [sealed]);
  return keys.decryptText('audit', secretPlace(sinkId), sealed);
}
