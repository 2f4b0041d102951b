'use client';

import { useCallback, useState } from 'react';
import { useViewWatcher } from '../call-context';
import type { Quality } from './quality';

/** The quality in which this page asks for pictures, and how to choose another. */
export function useQuality(): readonly [Quality, (quality: Quality) => void] {
  const watcher = useViewWatcher();
  const [quality, setQuality] = useState<Quality>('auto');
  const choose = useCallback(
    (chosen: Quality) => {
      setQuality(chosen);
      watcher.setQuality(chosen);
    },
    [watcher],
  );
  return [quality, choose];
}
