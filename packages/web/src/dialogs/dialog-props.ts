export type DialogName = 'create' | 'people' | 'account' | 'switcher' | 'message' | 'shortcuts';

export interface DialogProps {
  readonly onClose: () => void;
  readonly onOpen: (dialog: DialogName) => void;
}
