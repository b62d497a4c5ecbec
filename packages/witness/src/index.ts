/** A witness of transparency logs (C2SP tlog-witness, tlog-cosignature v1). */
export { createWitnessServer, type ServingOptions } from './http.ts';
export { makeKey, readSigner } from './key.ts';
export { Records, type Seen } from './records.ts';
export { mostBodyBytes, parseSubmission, type Submission } from './request.ts';
export { type Answer, contradictionText, Witness, type WitnessOptions } from './witness.ts';
