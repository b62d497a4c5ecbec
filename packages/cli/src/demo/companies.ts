/** The two workspaces of a demonstration. Those who talk in the sample conversations are people here. */
import type { RoleName } from '@wardroom/contract';
import type { SampleCompany } from '../import/irc/index.ts';

export interface DemoPerson {
  readonly handle: string;
  readonly displayName: string;
  readonly role: RoleName;
}

export interface DemoCompany {
  readonly slug: SampleCompany;
  readonly name: string;
  readonly owner: DemoPerson;
  /** Everybody but the owner. */
  readonly people: readonly DemoPerson[];
  readonly bot: { readonly handle: string; readonly displayName: string };
}

const person = (handle: string, displayName: string, role: RoleName): DemoPerson => ({
  handle,
  displayName,
  role,
});

export const demoCompanies: readonly DemoCompany[] = [
  {
    slug: 'acme',
    name: 'Acme',
    owner: person('priya', 'Priya Nair', 'owner'),
    people: [
      person('tom', 'Tom Adeyemi', 'admin'),
      person('lena', 'Lena Vogt', 'member'),
      person('marcus', 'Marcus Hale', 'member'),
      person('yuki', 'Yuki Sato', 'member'),
      person('noor', 'Noor Haddad', 'guest'),
    ],
    bot: { handle: 'herald', displayName: 'Herald' },
  },
  {
    slug: 'globex',
    name: 'Globex',
    owner: person('ines', 'Inês Carvalho', 'owner'),
    people: [
      person('dario', 'Dario Conti', 'admin'),
      person('wanjiru', 'Wanjiru Kamau', 'member'),
      person('oskar', 'Oskar Lindqvist', 'member'),
      person('emil', 'Emil Novak', 'guest'),
    ],
    bot: { handle: 'ledger', displayName: 'Ledger' },
  },
];

export const everybody = ({ owner, people }: DemoCompany): readonly DemoPerson[] => [owner, ...people];
