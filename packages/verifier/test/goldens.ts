/** What is stored in packages/verifier/golden. All keys in it are test keys that anybody can make (writer/keys.ts). */
import { fileURLToPath } from 'node:url';
import type { FindingCode } from '../src/index.ts';
import { eventfulLog } from './eventful-log.ts';
import { changed, rewriteText, tarOfLog } from './verifying.ts';
import { plainLog, rotatedLog } from './writer/export.ts';
import { firstProofOf, proofOf } from './writer/proof.ts';

interface Golden {
  readonly tar: () => Buffer;
  readonly codes: readonly FindingCode[];
}

export const goldens: Readonly<Record<string, Golden>> = {
  small: { tar: () => tarOfLog(plainLog(5, { covered: 4 })), codes: [] },
  pruned: { tar: () => tarOfLog(eventfulLog(530)), codes: [] },
  tampered: {
    tar: () =>
      changed(
        plainLog(5),
        rewriteText('tile/entries/000.p/5', (text) => text.replace('guest', 'owner')),
      ),
    codes: ['root_mismatch'],
  },
};

export const goldenPath = (name: string, ending = 'tar'): string =>
  fileURLToPath(new URL(`../golden/${name}.${ending}`, import.meta.url));

/** Proofs of one entry: of the first version, which brings no keys, and of the second, behind a rotation. */
export const goldenProofs: Readonly<Record<string, () => string>> = {
  'proof-1': () => `${JSON.stringify(firstProofOf(3, 13, plainLog(13)), null, 2)}\n`,
  'proof-2': () => `${JSON.stringify(proofOf(3, 13, rotatedLog(13, 9)), null, 2)}\n`,
};
