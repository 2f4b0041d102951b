'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '@/ui/icon-button';
import { NARROW_SCREEN, useMediaQuery } from '../hooks/use-media-query';
import styles from './side-panel.module.css';

export interface SidePanelProps {
  readonly title: string;
  /** Shown beside the title, such as a count. */
  readonly detail?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A panel at the side of the stage; on a phone it covers the screen and holds the focus until it is closed. */
export function SidePanel(props: SidePanelProps) {
  return useMediaQuery(NARROW_SCREEN) ? <Sheet {...props} /> : <Aside {...props} />;
}

function Sheet({ title, detail, onClose, children }: SidePanelProps) {
  return (
    <ModalOverlay isOpen onOpenChange={onClose} className={styles.overlay ?? ''}>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.panel ?? ''}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title ?? ''}>
              {title}
            </Heading>
            <span className={styles.detail}>{detail}</span>
            <CloseButton onClose={onClose} />
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Aside({ title, detail, onClose, children }: SidePanelProps) {
  const aside = useRef<HTMLElement>(null);
  const [opener] = useState(() => document.activeElement);

  // Who worked inside the panel goes on where they opened it.
  useLayoutEffect(() => {
    const element = aside.current;
    return () => {
      if (element?.contains(document.activeElement) === true && opener instanceof HTMLElement && opener.isConnected) {
        opener.focus();
      }
    };
  }, [opener]);

  return (
    <aside
      ref={aside}
      className={styles.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
          onClose();
        }
      }}
    >
      <header className={styles.header}>
        <h2 className={styles.title}>{title}</h2>
        <span className={styles.detail}>{detail}</span>
        <CloseButton onClose={onClose} />
      </header>
      {children}
    </aside>
  );
}

function CloseButton({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('common');
  return <IconButton label={t('close')} icon={<X aria-hidden />} tooltipPlacement="left" onPress={onClose} />;
}
