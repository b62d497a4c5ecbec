import { Sheet } from '../ui/parts.tsx';

export function UnknownWorkspace() {
  return (
    <Sheet
      title="No workspace here"
      lead="No workspace answers at this address. Check the spelling, or ask the person who invited you for the address."
    >
      <p className="quiet">
        <bdi>{location.host}</bdi>
      </p>
    </Sheet>
  );
}
