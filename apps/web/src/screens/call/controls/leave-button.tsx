'use client';

import { PhoneOff, UsersRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCall } from '@/call';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { IconButton } from '@/ui/icon-button';
import { Menu } from '@/ui/menu';
import { useMayModerate } from '../hooks/use-rights';
import { usePeerCount, useViewerCount } from '../hooks/use-room';
import styles from './controls.module.css';
import { useControls } from './use-controls';

/** Leaves. A host with others around chooses between leaving and ending the meeting for everyone. */
export function LeaveButton() {
  const t = useTranslations('call.controls');
  const tEnd = useTranslations('call.end');
  const { host } = useCall();
  const { leave } = useControls();
  const mayModerate = useMayModerate();
  const isAlone = usePeerCount() + useViewerCount() < 2;
  const [isEnding, setEnding] = useState(false);
  const look = {
    size: 'l',
    className: `${styles.button} ${styles.leave}`,
    variant: 'danger',
    label: t('leave'),
    icon: <PhoneOff aria-hidden />,
  } as const;
  if (!mayModerate || isAlone) {
    return <IconButton {...look} onPress={leave} />;
  }
  return (
    <>
      <Menu
        label={t('leave')}
        placement="top end"
        trigger={<IconButton {...look} />}
        entries={[
          { id: 'leave', label: t('leaveOnly'), icon: <PhoneOff aria-hidden /> },
          { id: 'end', label: t('endForAll'), icon: <UsersRound aria-hidden /> },
        ]}
        onAction={(id) => (id === 'leave' ? leave() : setEnding(true))}
      />
      <ConfirmDialog
        title={tEnd('title')}
        text={tEnd('text')}
        confirmLabel={tEnd('confirm')}
        cancelLabel={tEnd('cancel')}
        variant="danger"
        isOpen={isEnding}
        onClose={() => setEnding(false)}
        // The end shows in the connection's state; a failure leaves the meeting as it is.
        onConfirm={() => void host.endMeeting().catch(() => undefined)}
      />
    </>
  );
}
