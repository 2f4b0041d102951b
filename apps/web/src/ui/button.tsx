'use client';

import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { buttonClass, type ButtonLook } from './button-class';
import styles from './button.module.css';
import { cx } from './cx';
import { Spinner } from './spinner';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'>, ButtonLook {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly className?: string | undefined;
}

/**
 * A button with words. While `isPending` it shows a spinner and cannot be pressed, but keeps the focus; change
 * its words to say what is going on.
 */
export function Button(props: ButtonProps) {
  const { variant, size, isWide, icon, children, className, isPending = false, onPress, type, ...rest } = props;
  const action = { ...(onPress && { onPress }), ...(type && { type }) };
  // Not the library's own `isPending`: its announcement refers to this button's id for seconds after it is gone.
  return (
    <AriaButton
      {...rest}
      {...(isPending ? {} : action)}
      aria-disabled={isPending}
      className={cx(buttonClass({ variant, size, isWide }), isPending && styles.pending, className)}
    >
      {isPending ? <Spinner /> : icon}
      <span className={styles.label}>{children}</span>
    </AriaButton>
  );
}
