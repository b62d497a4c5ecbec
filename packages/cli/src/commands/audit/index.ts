/** `wardroom audit …`: finding and following the audit log (AUD-07), taking it along and verifying it (AUD-05). */
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { addExport } from './export.ts';
import { addList } from './list.ts';
import { addCheckpoint, addProof } from './proof.ts';
import { addSettings } from './settings.ts';
import { addSinks } from './sinks.ts';
import { addTail } from './tail.ts';
import { addVerify } from './verify.ts';

export function addAudit(program: Command, context: Context): void {
  const audit = program.command('audit').description('The audit log of a workspace.');
  addList(audit, context);
  addTail(audit, context);
  addExport(audit, context);
  addProof(audit, context);
  addCheckpoint(audit, context);
  addVerify(audit, context);
  addSettings(audit, context);
  addSinks(audit, context);
}
