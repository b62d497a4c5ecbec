// What could open a connection past the egress guard: names imported from network modules, and the two ways of getting a
// module without an import. The dependency rules see files; this sees names, so an exception for `isIP` is one for `isIP`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './tree.js';

const { files: exceptions } = JSON.parse(readFileSync(join(root, 'scripts/outward.json'), 'utf8'));
const own =
  /^packages\/server\/src\/(?!kernel\/egress\/|testing\/|edges\/http\/rehearsal\.ts$).*(?<!\.test)\.ts$/;
const outward =
  /^(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises|quic|module|_http_client|_tls_wrap)$|^(?:undici|ws)(?:\/|$)/;
const statement = /(?:import|export)\s+(?:(type)\s+)?([^'";]*?)\s*from\s*['"]([^'"]+)['"]/g;
const bare =
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]|\bimport\s+['"]([^'"]+)['"]|\brequire\s*\(\s*['"`]([^'"`]+)['"`]/g;
const without = /\bgetBuiltinModule\b|\bprocess\s*\.\s*binding\b|\bimport\s*\(\s*(?!['"`])/;

/** Names a clause takes, types left out; `*` for everything. */
function namesOf(clause) {
  const braces = /\{([^}]*)\}/.exec(clause);
  const named = (braces?.[1] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => part.split(/\s+as\s+/)[0]);
  const rest = clause
    .replace(/\{[^}]*\}/, '')
    .replaceAll(',', '')
    .trim();
  return rest === '' ? named : [...named, '*'];
}

/** @returns {{ module: string, names: string[] }[]} */
export function outwardImports(code) {
  const found = [];
  for (const [, type, clause = '', module = ''] of code.matchAll(statement))
    if (outward.test(module) && type === undefined) found.push({ module, names: namesOf(clause) });
  for (const [, late, plain, required] of code.matchAll(bare)) {
    const module = late ?? plain ?? required ?? '';
    if (outward.test(module)) found.push({ module, names: ['*'] });
  }
  return found.filter(({ names }) => names.length > 0);
}

export function outwardThroughEgress({ files, read, has }) {
  const stale = Object.keys(exceptions)
    .filter((file) => has(file) && outwardImports(read(file)).length === 0)
    .map((file) => `scripts/outward.json: ${file} needs no exception any more`);
  const breaches = files
    .filter((file) => own.test(file))
    .flatMap((file) => {
      const code = read(file);
      const taken = outwardImports(code).flatMap(({ module, names }) => {
        const allowed = exceptions[file]?.[module]?.names ?? [];
        return names.filter((name) => !allowed.includes(name)).map((name) => `${name} of ${module}`);
      });
      const hidden = without.exec(code);
      if (hidden) taken.push(`a module by “${hidden[0]}”`);
      return taken.map((what) => `${file}: takes ${what}; what leaves the server passes kernel/egress`);
    });
  return [...stale, ...breaches];
}
