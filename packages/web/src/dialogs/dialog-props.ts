import type { DialogName } from '../chat/shell.tsx';

export interface DialogProps {
  readonly onClose: () => void;
  readonly onOpen: (dialog: DialogName) => void;
}
