/**
 * Puts text on the clipboard.
 * @returns whether it is there; a browser may refuse.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Absent on pages without https.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard !== undefined) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused, for instance because the page has no focus: the older way may still be allowed.
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
