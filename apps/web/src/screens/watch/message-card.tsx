'use client';

import { Clock, DoorOpen, Hourglass, Lock, Radio, RotateCcw, TriangleAlert, UserX, Users, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useCallState } from '@/call';
import { DeniedWords } from '@/screens/shared/denied-words';
import { isNoEntry } from '@/screens/shared/no-entry';
import { useAskingWait } from '@/screens/shared/use-asking-wait';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import styles from './message-card.module.css';
import type { Watching } from './use-watching';

export interface MessageCardProps {
  readonly watching: Watching;
  readonly onRetry: () => void;
}

/** Stands where the picture will be, and says why there is none. Read out when it changes. */
export function MessageCard({ watching, onRetry }: MessageCardProps) {
  return (
    <div className={styles.card} role="status">
      <Words watching={watching} onRetry={onRetry} />
    </div>
  );
}

function Words({ watching, onRetry }: MessageCardProps) {
  const t = useTranslations('watch.state');
  const tErrors = useTranslations('errors');
  switch (watching.status) {
    case 'live':
      return null;
    case 'connecting':
      return (
        <p className={styles.connecting}>
          <Spinner />
          {t('connecting')}
        </p>
      );
    case 'queue':
      return <Card icon={Hourglass} title={t('queue.title', { position: watching.position })} text={t('queue.text')} />;
    case 'lobby':
      return <Card icon={DoorOpen} title={t('lobby.title')} text={t('lobby.text')} />;
    case 'locked':
      return <Card icon={Lock} title={t('locked.title')} text={tErrors('code.LOCKED')} action={<Retry onRetry={onRetry} />} />;
    case 'removed':
      return <Card icon={UserX} title={t('removed.title')} text={tErrors('code.REMOVED')} />;
    case 'denied':
      return <Denied onRetry={onRetry} />;
    case 'ended':
      return <Card icon={Radio} title={t('ended.title')} text={tErrors('closed.ended')} />;
    case 'full':
      return <Card icon={Users} title={t('full.title')} text={t('full.text')} action={<Retry onRetry={onRetry} />} />;
    case 'failed':
      return <Failed onRetry={onRetry} />;
    case 'notStarted':
      return <Card icon={Clock} title={t('notStarted.title')} text={t('notStarted.text')} />;
    case 'over':
      return <Card icon={Radio} title={t('over.title')} text={t('over.text')} />;
    default:
      return watching satisfies never;
  }
}

function Denied({ onRetry }: { readonly onRetry: () => void }) {
  const t = useTranslations('watch.state');
  const wait = useAskingWait();
  return (
    <Card
      icon={UserX}
      title={t('denied.title')}
      text={<DeniedWords wait={wait} />}
      action={wait === 0 && <Retry onRetry={onRetry} />}
    />
  );
}

function Failed({ onRetry }: { readonly onRetry: () => void }) {
  const t = useTranslations('watch.state');
  const tErrors = useTranslations('errors');
  const connection = useCallState((state) => state.connection);
  if (connection.status !== 'closed') {
    return null;
  }
  const { error, reason } = connection;
  if (isNoEntry(error?.code)) {
    return <Card icon={Lock} title={tErrors(`noEntry.${error.code}`)} text={tErrors(`code.${error.code}`)} />;
  }
  return (
    <Card
      icon={TriangleAlert}
      title={t('failed.title')}
      text={error === undefined ? tErrors(`closed.${reason}`) : tErrors(`code.${error.code}`)}
      action={<Retry onRetry={onRetry} />}
    />
  );
}

function Retry({ onRetry }: { readonly onRetry: () => void }) {
  const t = useTranslations('common');
  return (
    <Button variant="primary" size="l" icon={<RotateCcw aria-hidden />} onPress={onRetry}>
      {t('tryAgain')}
    </Button>
  );
}

interface CardProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

function Card({ icon: Icon, title, text, action }: CardProps) {
  return (
    <div className={styles.words}>
      <Icon aria-hidden className={styles.icon} />
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}
