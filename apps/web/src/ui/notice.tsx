import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './notice.module.css';

export interface NoticeProps {
  /** `warning`: one can go on; `danger`: one cannot. */
  readonly tone: 'warning' | 'danger';
  readonly title: string;
  readonly children?: ReactNode;
  /** A button that does something about it. */
  readonly action?: ReactNode;
}

/** Something that went wrong, and what to do about it; read out when it appears. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const Icon = tone === 'danger' ? CircleAlert : TriangleAlert;
  return (
    <section role="alert" className={cx(styles.notice, styles[tone])}>
      <Icon aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children}
      </div>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </section>
  );
}
