/** What is asked, as the address of the page says it. */
import type { InputOf, Operations, Permission } from '@wardroom/contract';
import { everyPermission } from '../permissions.ts';

export type Input = InputOf<Operations['decisions.explain']>;
type Filters = Readonly<Record<string, string>>;

export const devices = ['desktop', 'mobile', 'cli', 'server', 'unknown'] as const;

/** As it is in the form: texts only. */
export interface Question {
  readonly principal: string;
  readonly permission: Permission;
  readonly channel: string;
  /** An id, or a link that holds one. */
  readonly message: string;
  readonly subject: string;
  readonly address: string;
  /** As a field for day and time has it, or as ISO 8601. */
  readonly at: string;
  readonly device: string;
  readonly scopes: string;
}

export const readQuestion = (filters: Filters): Question => ({
  principal: filters.principal ?? '',
  permission: everyPermission.find((name) => name === filters.permission) ?? 'channel.read',
  channel: filters.channel ?? '',
  message: filters.message ?? '',
  subject: filters.subject ?? '',
  address: filters.address ?? '',
  at: filters.at ?? '',
  device: filters.device ?? '',
  scopes: filters.scopes ?? '',
});

const messageIn = (text: string): string | undefined => /msg_[0-9a-z]{26}/.exec(text)?.[0];

/** The narrowest place wins: the server is asked about one. */
export function writeQuestion(question: Question): Filters {
  const message = messageIn(question.message) ?? question.message.trim();
  const at = Date.parse(question.at);
  const filters = {
    ...question,
    message,
    channel: message === '' ? question.channel : '',
    subject: message === '' && question.channel === '' ? question.subject : '',
    at: Number.isNaN(at) ? '' : new Date(at).toISOString(),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''));
}

/** Null: nobody is named. */
export function inputOf(question: Question): Input | null {
  if (question.principal === '') return null;
  const { permission, channel, message, subject, address, device, scopes } = question;
  const at = Date.parse(question.at);
  const known = devices.find((name) => name === device);
  const context = {
    ...(address.trim() === '' ? {} : { address: address.trim() }),
    ...(Number.isNaN(at) ? {} : { at }),
    ...(known === undefined ? {} : { device: known }),
  };
  const words = scopes.split(/[\s,]+/).filter((word) => word !== '');
  return {
    principalId: question.principal,
    permission,
    ...(message === '' ? {} : { messageId: message }),
    ...(message !== '' || channel === '' ? {} : { channelId: channel }),
    ...(message !== '' || channel !== '' || subject === '' ? {} : { subjectId: subject }),
    ...(words.length === 0 ? {} : { scopes: words }),
    ...(Object.keys(context).length === 0 ? {} : { context }),
  } as Input;
}
