import { useCallback, useLayoutEffect, useRef, useState } from 'react';

// So near to the end a person is taken to be reading the newest.
const NEAR_PX = 48;

/**
 * Keeps a scrolling list at its end as it grows, unless the person scrolled up to read.
 * @param content changes when the list grows
 */
export function useStickToEnd(content: readonly unknown[]) {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [isBehind, setBehind] = useState(false);

  const scrollToEnd = useCallback(() => {
    const element = ref.current;
    if (element !== null) {
      element.scrollTop = element.scrollHeight;
    }
    atEnd.current = true;
    setBehind(false);
  }, []);

  const onScroll = useCallback(() => {
    const element = ref.current;
    if (element !== null) {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      if (atEnd.current) {
        setBehind(false);
      }
    }
  }, []);

  const count = useRef(content.length);
  useLayoutEffect(() => {
    if (atEnd.current) {
      scrollToEnd();
    } else if (content.length > count.current) {
      setBehind(true);
    }
    count.current = content.length;
  }, [content, scrollToEnd]);

  return { ref, onScroll, isBehind, scrollToEnd };
}
