#!/usr/bin/env node
// The `wardroom` command: the CLI on a Node that can run it.
import { fileURLToPath } from 'node:url';

import { runScript } from './run.js';

runScript(fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url)), process.argv.slice(2));
