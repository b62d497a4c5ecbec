import { CopyButton } from './copy-button.tsx';

/** The kind in front and the end tell ids apart; the whole one is a copy away. */
export const shortId = (id: string): string => (id.length <= 20 ? id : `${id.slice(0, 8)}…${id.slice(-6)}`);

/** @param what whose id it is, for people who do not see what stands beside it */
export function IdText({ id, what }: { id: string; what: string }) {
  return (
    <span className="id-text">
      <span className="mono" title={id}>
        {shortId(id)}
      </span>
      <CopyButton text={id} what={what} quiet />
    </span>
  );
}
