'use client';

import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { cx } from './cx';
import styles from './icon-button.module.css';
import { Tooltip, type TooltipPlacement } from './tooltip';

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'> {
  /** What pressing does, as the accessible name and the tooltip: "Turn camera off". */
  readonly label: string;
  readonly icon: ReactNode;
  /**
   * `plain` on a page, `stage` over pictures, `off` for something that is switched off and matters, `danger`
   * for leaving.
   */
  readonly variant?: 'plain' | 'stage' | 'off' | 'danger';
  readonly size?: 'm' | 'l';
  readonly tooltipPlacement?: TooltipPlacement;
  /** There is nothing to press for now. Unlike a disabled one it keeps the focus, where pressing it led to this. */
  readonly isInactive?: boolean;
  readonly className?: string | undefined;
}

/** A button with an icon only, at least 44 px in both directions; its label shows as a tooltip. */
export function IconButton({
  label,
  icon,
  variant = 'plain',
  size = 'm',
  tooltipPlacement = 'top',
  isInactive = false,
  className,
  onPress,
  ...rest
}: IconButtonProps) {
  const action = onPress && !isInactive ? { onPress } : {};
  return (
    <Tooltip text={label} placement={tooltipPlacement}>
      <AriaButton
        {...rest}
        {...action}
        {...(isInactive && { 'aria-disabled': true })}
        aria-label={label}
        className={cx(styles.button, styles[variant], styles[size], className)}
      >
        {icon}
      </AriaButton>
    </Tooltip>
  );
}
