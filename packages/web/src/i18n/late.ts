/** Imported first by every page that says something from `en/late.ts`. */
import { addTexts } from './catalogue.ts';
import { late } from './en/late.ts';

addTexts(late);
