/** Writes packages/verifier/golden anew: only when the format has a new version. */
import { writeFileSync } from 'node:fs';
import { goldenPath, goldenProofs, goldens } from './goldens.ts';

for (const [name, { tar }] of Object.entries(goldens)) writeFileSync(goldenPath(name), tar());
for (const [name, proof] of Object.entries(goldenProofs)) writeFileSync(goldenPath(name, 'json'), proof());
