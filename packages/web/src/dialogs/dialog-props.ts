export type DialogName = 'browse' | 'create' | 'people' | 'account' | 'switcher';

export interface DialogProps {
  readonly onClose: () => void;
  readonly onOpen: (dialog: DialogName) => void;
}
