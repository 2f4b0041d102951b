'use client';

import { ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { cx } from '@/ui/cx';
import { IconButton } from '@/ui/icon-button';
import { Popover } from '@/ui/popover';
import { Tooltip } from '@/ui/tooltip';
import { useLocalState } from '../hooks/use-local';
import styles from './controls.module.css';

export interface DeviceButtonProps {
  readonly source: 'mic' | 'camera';
  /** What pressing does now. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly onPress: () => void;
  /** It may not be turned on: the label says why, and pressing tells it. */
  readonly isRefused?: boolean;
  /** The accessible name of the small button that opens the device pickers. */
  readonly optionsLabel: string;
  /** The device pickers. */
  readonly children: ReactNode;
}

/** The switch of a microphone or camera, and beside it the choice of the device. */
export function DeviceButton({ source, label, icon, onPress, isRefused = false, optionsLabel, children }: DeviceButtonProps) {
  const { status } = useLocalState(source);
  return (
    <div className={styles.device} data-status={status}>
      <IconButton
        size="l"
        className={cx(styles.button, isRefused && styles.refused)}
        variant={status === 'off' || status === 'failed' ? 'off' : 'stage'}
        label={label}
        icon={icon}
        onPress={onPress}
      />
      {(status === 'failed' || status === 'interrupted') && (
        <span className={styles.alert} aria-hidden="true">
          !
        </span>
      )}
      <Popover
        label={optionsLabel}
        placement="top"
        className={styles.pickers}
        trigger={
          <Tooltip text={optionsLabel}>
            <Button className={styles.caret ?? ''} aria-label={optionsLabel}>
              <ChevronUp aria-hidden />
            </Button>
          </Tooltip>
        }
      >
        {children}
      </Popover>
    </div>
  );
}
