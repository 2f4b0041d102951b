'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './dialog.module.css';
import { IconButton } from './icon-button';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** `dialog` in the middle of the page; `sheet` from the side on wide windows and from below on phones. */
  readonly kind?: 'dialog' | 'sheet';
  readonly children: ReactNode;
}

/** A window over the page that holds the focus; Escape, its button or a press outside closes it. */
export function Dialog({ title, isOpen, onOpenChange, kind = 'dialog', children }: DialogProps) {
  const t = useTranslations('common');
  return (
    <ModalOverlay isDismissable isOpen={isOpen} onOpenChange={onOpenChange} className={styles.overlay ?? ''}>
      <Modal className={styles[kind] ?? ''}>
        <AriaDialog className={styles.content ?? ''}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title ?? ''}>
              {title}
            </Heading>
            <IconButton slot="close" label={t('close')} icon={<X aria-hidden />} />
          </header>
          <div className={styles.body}>{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
