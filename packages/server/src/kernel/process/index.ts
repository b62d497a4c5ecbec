/** The life of the process: what it holds while it runs, how it says that it is ready, and why it ends. */
export { type DataDirectory, openDataDirectory, openKeyProvider, readSecretFile } from './data-directory.ts';
export { type DatabaseAddress, databaseAddress } from './database-address.ts';
export { type Ready, readyDescriptor, sendReady } from './ready-message.ts';
export { watchSignals } from './signals.ts';
export { createStopStack, type StopStack } from './stack.ts';
export { explainStartup, StartupError } from './startup-error.ts';
