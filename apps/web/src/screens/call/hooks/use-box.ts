import { useCallback, useState } from 'react';
import type { Box } from '../layout/grid';

const NONE: Box = { width: 0, height: 0 };

/**
 * The size of an element's content in CSS pixels, 0 × 0 before it is known.
 * @returns the size, and the ref for the element
 */
export function useBox(): readonly [Box, (element: HTMLElement | null) => (() => void) | undefined] {
  const [box, setBox] = useState<Box>(NONE);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) {
      return undefined;
    }
    // Before the first paint, so that tiles don't fly in from the corner.
    setBox({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) {
        const { width, height } = entry.contentRect;
        setBox((last) => (last.width === width && last.height === height ? last : { width, height }));
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, ref];
}
