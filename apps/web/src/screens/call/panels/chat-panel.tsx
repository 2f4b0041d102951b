'use client';

import type { CallState } from '@plenary/client';
import type { ChatMessage } from '@plenary/protocol';
import { ArrowDown } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useCallState } from '@/call';
import { Button } from '@/ui/button';
import { useSelfId } from '../hooks/use-room';
import { ChatComposer } from './chat-composer';
import { ChatGroup } from './chat-group';
import { groupMessages } from './chat-groups';
import styles from './chat-panel.module.css';
import { PinnedMessage } from './pinned-message';
import { SidePanel } from './side-panel';
import { usePinned } from './use-pinned';
import { useStickToEnd } from './use-stick-to-end';

const NO_MESSAGES: readonly ChatMessage[] = [];
const selectChat = (state: CallState) => state.room?.chat ?? NO_MESSAGES;

export interface ChatPanelProps {
  /** What is written and not yet sent. */
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onClose: () => void;
}

/** The room's text messages and the field to write one. */
export function ChatPanel({ draft, onDraft, onClose }: ChatPanelProps) {
  const t = useTranslations('call.chat');
  const locale = useLocale();
  const selfId = useSelfId();
  const messages = useCallState(selectChat);
  const { message: pinned, pin } = usePinned();
  const groups = useMemo(() => groupMessages(messages), [messages]);
  const clock = useMemo(() => new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }), [locale]);
  const { ref, onScroll, isBehind, scrollToEnd } = useStickToEnd(messages);

  return (
    <SidePanel title={t('title')} onClose={onClose}>
      {pinned !== null && <PinnedMessage message={pinned} onUnpin={pin === null ? null : () => pin(null)} />}
      <div className={styles.messages}>
        <div
          ref={ref}
          className={styles.scroll}
          onScroll={onScroll}
          role="log"
          aria-label={t('messages')}
          tabIndex={messages.length === 0 ? -1 : 0}
        >
          {messages.length === 0 ? (
            <div className={styles.empty}>
              <p className={styles.emptyTitle}>{t('emptyTitle')}</p>
              <p>{t('emptyText')}</p>
            </div>
          ) : (
            groups.map((group) => (
              <ChatGroup
                key={group[0].id}
                group={group}
                isOwn={group[0].peerId === selfId}
                time={clock.format(group[0].sentAt)}
                pinnedId={group.find(({ id }) => id === pinned?.id)?.id ?? null}
                onPin={pin}
              />
            ))
          )}
        </div>
        {isBehind && (
          <Button className={styles.newer} variant="primary" icon={<ArrowDown aria-hidden />} onPress={scrollToEnd}>
            {t('newMessages')}
          </Button>
        )}
      </div>
      <ChatComposer text={draft} onText={onDraft} onSent={scrollToEnd} />
    </SidePanel>
  );
}
