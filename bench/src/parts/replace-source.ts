/**
 * Loads the server with one place of its source replaced, to measure what that place costs. The product has no switch for
 * it. Throws at the start when the text is not there: a bench that measures nothing must not look like one that does.
 */
import { registerHooks } from 'node:module';

export function replaceSource(file: string, from: string, to: string): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(from)) throw new Error(`${file} no longer says: ${from}`);
      return { ...loaded, source: source.replace(from, to) };
    },
  });
}
