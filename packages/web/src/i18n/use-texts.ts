import { createContext, use } from 'react';
import { createTexts, english, type Texts } from './catalogue.ts';

export const TextsContext = createContext<Texts>(createTexts('en', english));

/** `const { t } = useTexts()`, then `t('composer.send')`. */
export const useTexts = (): Texts => use(TextsContext);
