'use client';

import type { ReactNode } from 'react';
import { cx } from '@/ui/cx';
import { IconButton } from '@/ui/icon-button';
import { Popover } from '@/ui/popover';
import styles from './refused-button.module.css';

export interface RefusedButtonProps {
  /** Why it can't be used: its name, and what pressing shows where no mouse rests on it. */
  readonly reason: string;
  readonly icon: ReactNode;
  readonly className?: string | undefined;
}

/** Stands over pictures where a button would be that is not for this person, and says why. */
export function RefusedButton({ reason, icon, className }: RefusedButtonProps) {
  return (
    <Popover
      label={reason}
      placement="top"
      className={styles.reason}
      trigger={
        <IconButton size="l" variant="stage" className={cx(styles.refused, className)} label={reason} icon={icon} />
      }
    >
      <p>{reason}</p>
    </Popover>
  );
}
