'use client';

import { useState } from 'react';
import { ChatPanel } from './chat-panel';
import { PeoplePanel } from './people-panel';
import { QuestionsPanel } from './questions-panel';

export type PanelName = 'people' | 'chat' | 'questions';

export interface PanelsProps {
  readonly roomId: string;
  readonly open: PanelName | null;
  readonly onClose: () => void;
}

/** The panel that is open, if any. A message or question that was begun outlives the closing of its panel. */
export function Panels({ roomId, open, onClose }: PanelsProps) {
  const [message, setMessage] = useState('');
  const [question, setQuestion] = useState('');
  switch (open) {
    case 'people':
      return <PeoplePanel roomId={roomId} onClose={onClose} />;
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
