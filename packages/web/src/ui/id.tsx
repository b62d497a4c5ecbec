import { CopyButton } from './copy-button.tsx';

/** The kind and the end tell ids apart, their beginning is the time; the whole one is a copy away. */
export const shortId = (id: string): string => `${id.slice(0, id.indexOf('_') + 1)}…${id.slice(-6)}`;

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
