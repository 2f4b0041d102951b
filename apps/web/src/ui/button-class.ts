import styles from './button.module.css';
import { cx } from './cx';

export interface ButtonLook {
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined;
  readonly size?: 'm' | 'l' | undefined;
  /** Takes the whole width of its container. */
  readonly isWide?: boolean | undefined;
}

/** The classes of a button's look: for buttons, and for links that should look like one. */
export function buttonClass({ variant = 'secondary', size = 'm', isWide = false }: ButtonLook): string {
  return cx(styles.button, styles[variant], styles[size], isWide && styles.wide);
}
