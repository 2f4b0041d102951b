import { useLayoutEffect } from 'react';

/** Makes the page dark whatever the theme. The attribute goes on the body, because menus and dialogs open there. */
export function useDarkPage(): void {
  useLayoutEffect(() => {
    document.body.dataset.theme = 'dark';
    return () => {
      delete document.body.dataset.theme;
    };
  }, []);
}
