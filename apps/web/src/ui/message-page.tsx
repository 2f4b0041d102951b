import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonClass } from './button-class';
import styles from './message-page.module.css';
import { PageHeader } from './page-header';

export interface MessagePageProps {
  readonly title: string;
  readonly text: ReactNode;
  /** What to do next, besides going to the start page. */
  readonly children?: ReactNode;
  /** Reads title and text out when they change, on pages that stand in for another one. */
  readonly isTextAnnounced?: boolean;
}

/** A page that says one thing and the way on from here. */
export function MessagePage({ title, text, children, isTextAnnounced = false }: MessagePageProps) {
  const t = useTranslations('common');
  return (
    <div className={styles.page}>
      <PageHeader />
      <main className={styles.main}>
        <div className={styles.words} aria-live={isTextAnnounced ? 'polite' : undefined}>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.text}>{text}</p>
        </div>
        <div className={styles.actions}>
          {children}
          <Link href="/" className={buttonClass({ size: 'l' })}>
            {t('goHome')}
          </Link>
        </div>
      </main>
    </div>
  );
}
