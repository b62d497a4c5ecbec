/** What is typed about a feed, and what becomes of it. */
import type { AuditSinkView, InputOf, Operations, SinkKind } from '@wardroom/contract';

export interface FeedForm {
  readonly kind: SinkKind;
  readonly name: string;
  readonly address: string;
  readonly index: string;
  readonly tags: string;
  readonly region: string;
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly lockDays: string;
  /** Not asked for: a feed that was set up otherwise keeps its mode. */
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE';
  readonly secret: string;
  /** A certificate and its key, one after the other. */
  readonly identity: string;
  readonly authority: string;
  readonly isWhole: boolean;
  readonly includesPersonal: boolean;
}

export const emptyForm: FeedForm = {
  ...{ kind: 'splunk_hec', name: '', address: '', index: '', tags: '', region: '', prefix: '' },
  ...{ accessKeyId: '', lockDays: '0', lockMode: 'COMPLIANCE', secret: '', identity: '', authority: '' },
  ...{ isWhole: false, includesPersonal: true },
};

type Input = InputOf<Operations['audit.sinks.create']>;
type Change = InputOf<Operations['audit.sinks.update']>;

const certificates = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/;

export const inputOf = (form: FeedForm): Input => ({
  ...settingsOf(form),
  ...(form.isWhole ? { from: 0 } : {}),
});

export function probeOf(
  form: FeedForm,
  sinkId: AuditSinkView['id'] | undefined,
): InputOf<Operations['audit.sinks.probe']> {
  const { destination, secret } = settingsOf(form);
  return {
    destination,
    ...(secret === undefined ? {} : { secret }),
    ...(sinkId === undefined ? {} : { sinkId }),
  };
}

/** A secret that is not typed stays as it is. */
export const changeOf = (form: FeedForm, sinkId: AuditSinkView['id'], version: number): Change => ({
  ...settingsOf(form),
  ...{ sinkId, version },
});

function settingsOf(form: FeedForm): Omit<Input, 'from'> {
  const destination = destinationOf(form);
  const secret = form.kind === 'syslog' ? key.exec(form.identity)?.[0] : form.secret.trim();
  return {
    ...{ name: form.name.trim(), includesPersonal: form.includesPersonal, destination },
    ...(secret ? { secret } : {}),
  };
}

/** A feed as it is; nobody knows its secret here. */
export function formOf({ name, includesPersonal, destination }: AuditSinkView): FeedForm {
  const common = { ...emptyForm, kind: destination.kind, name: String(name), includesPersonal };
  if (destination.kind === 'file') return common;
  const reached = { ...common, address: destination.address, authority: destination.authority ?? '' };
  switch (destination.kind) {
    case 'splunk_hec':
      return { ...reached, index: destination.index };
    case 'datadog':
      return { ...reached, tags: destination.tags };
    case 'syslog':
      return { ...reached, identity: destination.certificate ?? '' };
    case 's3': {
      const { region, prefix, accessKeyId, lock } = destination;
      return {
        ...{ ...reached, region, prefix, accessKeyId, lockDays: String(lock?.days ?? 0) },
        lockMode: lock?.mode ?? 'COMPLIANCE',
      };
    }
  }
}

function destinationOf(form: FeedForm): Input['destination'] {
  const address = form.address.trim();
  const authority = form.authority.trim() || null;
  switch (form.kind) {
    case 'splunk_hec':
      return { kind: form.kind, address, index: form.index.trim(), authority };
    case 'datadog':
      return { kind: form.kind, address, tags: form.tags.trim(), authority };
    case 'syslog':
      return {
        ...{ kind: form.kind, address, authority },
        certificate: form.identity.match(certificates)?.join('\n') ?? null,
      };
    case 's3': {
      const days = Number(form.lockDays);
      return {
        ...{ kind: form.kind, address, authority },
        ...{ region: form.region.trim(), prefix: form.prefix.trim(), accessKeyId: form.accessKeyId.trim() },
        lock: days > 0 ? { mode: form.lockMode, days } : null,
      };
    }
    case 'file':
      return { kind: form.kind };
  }
}
