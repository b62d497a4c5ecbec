/** A report for people. */
import type { ExportReport } from './export.ts';
import type { ExportFacts } from './facts.ts';
import type { ProofFacts, ProofReport } from './proof.ts';
import type { Finding, Judgement } from './report.ts';

const verdicts = {
  intact: 'INTACT: every entry is what was signed.',
  unpinned:
    'UNPINNED: the export agrees with itself. Whether the log has signed it, only a key from elsewhere can tell: pin one with --key.',
  broken: 'BROKEN: this is not what was signed, or not all of it.',
} as const;

// What stands in an export must not steer a terminal.
const steering = /[\p{C}\u2028\u2029]/gu;
const plain = (text: string): string =>
  text.replace(
    steering,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
const counted = (value: number): string => value.toLocaleString('en-US');

export const reportText = (report: ExportReport): string =>
  textOf(report, verdicts, report.facts === undefined ? [] : factLines(report.facts));

const verdictsOfProofs = {
  intact: 'INTACT: the entry stands in the log that was signed, at its place.',
  unpinned:
    'UNPINNED: the proof agrees with itself. Whether the log has signed it, only a key from elsewhere can tell: pin one with --key.',
  broken: 'BROKEN: this does not prove what it says.',
} as const;

export const proofText = (report: ProofReport): string =>
  textOf(report, verdictsOfProofs, report.facts === undefined ? [] : proofLines(report.facts));

function textOf(
  report: Judgement,
  words: typeof verdicts | typeof verdictsOfProofs,
  facts: string[],
): string {
  const { verdict, findings, findingCount, warnings } = report;
  const more = findingCount - findings.length;
  return [
    words[verdict],
    ...(facts.length === 0 ? [] : ['', ...facts]),
    ...(findings.length === 0
      ? []
      : ['', `Findings: ${counted(findingCount)}`, ...findings.map(findingLine)]),
    ...(more > 0 ? [`  and ${counted(more)} more`] : []),
    ...(warnings.length === 0 ? [] : ['', 'To know:', ...warnings.map(findingLine)]),
  ].join('\n');
}

function factLines(facts: ExportFacts): string[] {
  const { from, to, size, pruned } = facts;
  return [
    `log        ${plain(facts.origin)}`,
    `size       ${counted(size)}, root ${facts.root}`,
    `inside     ${counted(facts.entries)} of the entries ${from} to ${to - 1}, ${counted(facts.openings)} openings, ${counted(facts.bytes)} bytes`,
    `time       ${facts.firstAt ?? '–'} to ${facts.lastAt ?? '–'}`,
    ...(from > 0 && pruned === null
      ? [`not here   entries before ${from}; nobody says that they were removed`]
      : []),
    ...(pruned === null
      ? []
      : [
          `removed    entries before ${pruned.before}, after ${pruned.retentionDays} days, ${pruned.holds} holds, at ${pruned.at}`,
        ]),
    ...signerLines(facts),
  ];
}

const proofLines = (facts: ProofFacts): string[] => [
  `log        ${plain(facts.origin)}`,
  `size       ${counted(facts.size)}, root ${facts.root}`,
  `entry      ${facts.index}, sealed ${facts.sequencedAt ?? '–'}, openings: ${facts.openings.map(plain).join(', ') || 'none'}`,
  ...signerLines(facts),
];

const signerLines = ({
  keys,
  witnesses,
  directory,
}: Pick<ExportFacts, 'keys' | 'witnesses' | 'directory'>): string[] => [
  ...keys.map(({ key, trust, signed }) => `key        ${plain(key)}, ${trust}${signed ? ', signed' : ''}`),
  ...witnesses.map(
    ({ key, trust, at, over }) => `witness    ${plain(key)}, ${trust}, saw the ${over} at ${at}`,
  ),
  ...(directory === null
    ? []
    : [
        `directory  ${plain(directory.origin)}, size ${directory.size}, covers the first ${directory.tenantSize} entries`,
      ]),
];

function findingLine({ code, at, expected, found }: Finding): string {
  const place = at.index === undefined ? at.file : `${at.file}, entry ${at.index}`;
  const said = [
    ...(expected === undefined ? [] : [`expected ${plain(expected)}`]),
    ...(found === undefined ? [] : [`found ${plain(found)}`]),
  ];
  return `  ${code} in ${plain(place)}${said.length === 0 ? '' : `: ${said.join('; ')}`}`;
}
