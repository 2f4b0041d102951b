'use client';

import { usePeerIds, useSelfId } from '../hooks/use-room';
import { useSharers } from '../hooks/use-sharers';
import { rulesFor } from '../layout/grid';
import { chooseView, type TileKey } from '../layout/view';
import { Alone } from './alone';
import { Duo } from './duo';
import { PagedGrid } from './paged-grid';
import { Spotlight } from './spotlight';

export interface StageProps {
  readonly roomId: string;
  /** The tile that the person put in the middle, if any. */
  readonly pinned: TileKey | null;
  /** Must keep its identity. */
  readonly onPin: (key: TileKey) => void;
}

/** The pictures of the meeting, arranged for as many as are here and for what they share. */
export function Stage({ roomId, pinned, onPin }: StageProps) {
  const peerIds = usePeerIds();
  const selfId = useSelfId();
  const sharers = useSharers();
  const view = chooseView({ peerIds, selfId, sharers, pinned });
  switch (view.kind) {
    case 'alone':
      return <Alone roomId={roomId} />;
    case 'duo':
      return <Duo other={view.other} onPin={onPin} />;
    case 'grid':
      return <PagedGrid peerIds={peerIds} rules={rulesFor} onPin={onPin} />;
    case 'spotlight':
      return (
        <Spotlight
          large={view.large}
          others={view.others}
          peerIds={peerIds}
          isPinned={view.large === pinned}
          onPin={onPin}
        />
      );
    default:
      return view satisfies never;
  }
}
