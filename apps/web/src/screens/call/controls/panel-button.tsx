'use client';

import type { ReactNode } from 'react';
import { IconButton } from '@/ui/icon-button';
import styles from './controls.module.css';

export interface PanelButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isOpen: boolean;
  /** How much is new behind it; the label says it in words. */
  readonly count?: number;
  readonly onPress: () => void;
}

/** Opens and closes a panel, with a badge while something there waits. */
export function PanelButton({ label, icon, isOpen, count = 0, onPress }: PanelButtonProps) {
  return (
    <div className={styles.badged}>
      <IconButton
        size="l"
        className={styles.button}
        variant="stage"
        label={label}
        aria-expanded={isOpen}
        icon={icon}
        onPress={onPress}
      />
      {count > 0 && (
        <span className={styles.badge} aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </div>
  );
}
