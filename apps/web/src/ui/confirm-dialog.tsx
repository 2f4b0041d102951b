'use client';

import { Button } from './button';
import styles from './confirm-dialog.module.css';
import { Dialog } from './dialog';

export interface ConfirmDialogProps {
  readonly title: string;
  /** What follows from it. */
  readonly text: string;
  readonly confirmLabel: string;
  readonly cancelLabel: string;
  /** `danger` for what can't be taken back. */
  readonly variant?: 'primary' | 'danger';
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks once more before something is done that others feel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, confirmLabel, cancelLabel, variant = 'primary', isOpen, onClose, onConfirm } = props;
  return (
    <Dialog title={title} isOpen={isOpen} onOpenChange={onClose}>
      <p className={styles.text}>{text}</p>
      <div className={styles.actions}>
        <Button onPress={onClose}>{cancelLabel}</Button>
        <Button
          variant={variant}
          onPress={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
