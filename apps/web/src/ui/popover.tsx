'use client';

import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover as AriaPopover, type PopoverProps as AriaPopoverProps } from 'react-aria-components';
import { cx } from './cx';
import styles from './popover.module.css';

/** The class of every raised panel: popovers, menus, lists of a select. */
export const panelClass = styles.panel ?? '';

export interface PopoverProps {
  /** The accessible name of what opens. */
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly placement?: NonNullable<AriaPopoverProps['placement']>;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A panel beside the button that opens it; Escape or a press elsewhere closes it. */
export function Popover({ label, trigger, placement = 'bottom', className, children }: PopoverProps) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover className={panelClass} placement={placement} offset={8}>
        <Dialog aria-label={label} className={cx(styles.content, className)}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
