/** What a visit to a screen is made of, and the steps that visits share. */
import type { Page } from 'playwright-core';
import type { TextKey, Texts } from '../../src/i18n/catalogue.ts';
import type { World } from './world.ts';

export type Visitor = 'stranger' | 'operator' | 'lena' | 'priya' | 'noor' | 'yuki' | 'ida';

export interface Visit {
  readonly page: Page;
  readonly world: World;
  /** In the language that the page speaks. */
  readonly t: Texts['t'];
  /** Loads a page of the workspace, or of an address, anew. */
  readonly go: (path: string) => Promise<void>;
}

export interface Screen {
  readonly name: string;
  readonly as: Visitor;
  readonly open: (visit: Visit) => Promise<void>;
  /** Answers that are part of the story: operation and status. */
  readonly refusals?: readonly (readonly [string, number])[];
}

export const heading = ({ page, t }: Visit, key: TextKey, values = {}) =>
  page
    .getByRole('heading', { name: t(key, values), exact: true })
    .first()
    .waitFor();
export const press = ({ page, t }: Visit, key: TextKey, values = {}) =>
  page
    .getByRole('button', { name: t(key, values), exact: true })
    .first()
    .click();
export const field = ({ page, t }: Visit, key: TextKey) => page.getByLabel(t(key), { exact: true });
export const log = ({ page }: Visit) => page.getByRole('main').getByRole('log');
export const dialog = ({ page }: Visit) => page.getByRole('dialog').first().waitFor();
