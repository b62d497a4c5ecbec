import type { ClientView } from '@wardroom/contract';

/** A client acts for the people who let it in, or in its own name. */
export const kindOf = ({ principalId }: ClientView): 'app' | 'service' =>
  principalId === null ? 'app' : 'service';

/** When its secret stops to work; null: there is nothing that ends. */
export const secretLife = ({ secretHint, secretExpiresAt, status }: ClientView) =>
  secretHint === null || secretExpiresAt === null || status === 'revoked'
    ? null
    : { expiresAt: secretExpiresAt, revokedAt: null };

/** Lines that say something, each once. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];
