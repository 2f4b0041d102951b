'use client';

import { useState } from 'react';
import { ChatPanel } from '../call/panels/chat-panel';
import { QuestionsPanel } from '../call/panels/questions-panel';

export type WatchPanel = 'chat' | 'questions';

export interface WatchPanelsProps {
  readonly open: WatchPanel | null;
  readonly onClose: () => void;
}

/** The panel that is open, if any. What was begun to be written outlives its closing. */
export function WatchPanels({ open, onClose }: WatchPanelsProps) {
  const [message, setMessage] = useState('');
  const [question, setQuestion] = useState('');
  switch (open) {
    case 'chat':
      return <ChatPanel draft={message} onDraft={setMessage} onClose={onClose} />;
    case 'questions':
      return <QuestionsPanel draft={question} onDraft={setQuestion} onClose={onClose} />;
    case null:
      return null;
    default:
      return open satisfies never;
  }
}
