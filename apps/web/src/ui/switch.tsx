'use client';

import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';
import styles from './switch.module.css';

export interface SwitchProps {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  /** A change is on its way: it can't be changed meanwhile, but keeps the focus. */
  readonly isPending?: boolean;
}

/** A setting that is on or off. It takes effect at once, or in a form when that is applied. */
export function Switch({ children, isSelected, onChange, isPending = false }: SwitchProps) {
  return (
    <AriaSwitch className={styles.switch ?? ''} isSelected={isSelected} onChange={onChange} isReadOnly={isPending}>
      <span className={styles.track}>
        <span className={styles.knob} />
      </span>
      <span>{children}</span>
    </AriaSwitch>
  );
}
