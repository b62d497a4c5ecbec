/** The reference of everything that the audit log can say, from the registry. */
import {
  type AuditDeclaration,
  auditFamilies,
  auditSeverities,
  type ErrorCode,
  type None,
  ocsfClasses,
  platformRefusals,
  tenantRefusals,
} from '@wardroom/contract';
import { sorted } from './operations.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const classNames = new Map<number, string>(Object.entries(ocsfClasses).map(([name, { uid }]) => [uid, name]));

const activityOf = ({ class_uid, activity_id }: AuditDeclaration['ocsf']): string =>
  `${class_uid} ${classNames.get(class_uid) ?? ''}, ${activity_id}`;

const fieldsOf = ({ fields }: AuditDeclaration): string =>
  Object.entries(fields)
    .map(([name, { kind, isPersonal }]) => `\`${name}\` ${kind}${isPersonal ? ' (personal)' : ''}`)
    .join(', ') || '–';

const recordedBy = (type: string): string =>
  sorted
    .filter(({ audit }) => audit === type)
    .map(({ name }) => `\`${name}\``)
    .join(' ') || '–';

const header = [
  'type',
  'what happened',
  'store',
  'severity',
  'OCSF class, activity',
  'fields',
  'declared by',
];

function tableOf(types: Readonly<Record<string, AuditDeclaration>>): string {
  const rows = Object.entries(types).map(([type, declared]) =>
    row([
      ...[`\`${type}\``, declared.says, declared.store, declared.severity],
      ...[activityOf(declared.ocsf), fieldsOf(declared), recordedBy(type)],
    ]),
  );
  return [row(header), row(header.map(() => '---')), ...rows].join('\n');
}

const shown = (recorded: string | None): string =>
  typeof recorded === 'string' ? `\`${recorded}\`` : `none: ${recorded.none}`;

/** What a call that does not succeed leaves, by its answer. */
function refusalsTable(): string {
  const codes = Object.keys(tenantRefusals).toSorted() as ErrorCode[];
  const heading = ['answer', 'in the log of the workspace', 'in the log of the platform'];
  const rows = codes.map((code) =>
    row([`\`${code}\``, shown(tenantRefusals[code]), shown(platformRefusals[code])]),
  );
  return [row(heading), row(heading.map(() => '---')), ...rows].join('\n');
}

export function auditEventsGolden(): string {
  const parts = Object.entries(auditFamilies).map(([name, types]) => `## ${name}\n\n${tableOf(types)}`);
  return [
    '# Audit events',
    'Made from the registry (`packages/contract/src/audit`); nothing else can be recorded. The address of the caller is personal in every type. ' +
      `Severities, as OCSF numbers them: ${auditSeverities.map((name, index) => `${index + 1} ${name}`).join(', ')}.`,
    ...parts,
    '## Calls that do not succeed',
    'Of every operation, by the code of its answer. A call without any credential is nobody’s and leaves nothing.',
    refusalsTable(),
    '',
  ].join('\n\n');
}
