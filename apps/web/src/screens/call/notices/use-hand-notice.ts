import { useEffect, useEffectEvent, useRef } from 'react';
import { useHands, useIsHost } from '../hooks/use-room';

/** A notice of hands is not repeated sooner: who raises theirs again and again shows in the list, not over the stage. */
const QUIET_MS = 20_000;

/** Tells a host of the first hand that goes up where none was. */
export function useHandNotice(onHand: (name: string) => void): void {
  const { hands, total } = useHands();
  const isHost = useIsHost();
  const toldAt = useRef(-Infinity);
  const name = hands[0]?.name;
  const tell = useEffectEvent(() => {
    if (isHost && name !== undefined && performance.now() - toldAt.current > QUIET_MS) {
      toldAt.current = performance.now();
      onHand(name);
    }
  });
  const hasHands = total > 0;
  useEffect(() => {
    if (hasHands) {
      tell();
    }
  }, [hasHands]);
}
