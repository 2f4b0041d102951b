'use client';

import { useState } from 'react';
import { ChatPanel } from './chat-panel';
import { PeoplePanel } from './people-panel';

export type PanelName = 'people' | 'chat';

export interface PanelsProps {
  readonly roomId: string;
  readonly open: PanelName | null;
  readonly onClose: () => void;
}

/** The panel that is open, if any. A message that was begun outlives the closing of the chat. */
export function Panels({ roomId, open, onClose }: PanelsProps) {
  const [draft, setDraft] = useState('');
  switch (open) {
    case 'people':
      return <PeoplePanel roomId={roomId} onClose={onClose} />;
    case 'chat':
      return <ChatPanel draft={draft} onDraft={setDraft} onClose={onClose} />;
    case null:
      return null;
    default:
      return open satisfies never;
  }
}
