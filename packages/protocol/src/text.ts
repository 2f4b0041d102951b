import { z } from 'zod';
import { LIMITS } from './limits.ts';

// Controls, bidirectional overrides, zero-width characters and other invisible format characters let one
// person pose as another, or turn the text around them; so do letters that show nothing.
const INVISIBLE = new RegExp(`[${[
  '\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}',
  '\\u00ad\\u061c\\u180e\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff',
  '\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0',
].join('')}]`, 'u');
// Emoji are made with the zero-width joiner, which has no other place in a name.
const STRAY_JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/u;
// The same for longer text, where tabs and line breaks are welcome.
const INVISIBLE_IN_TEXT = /[\p{Cs}\p{Cn}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** A participant's name: trimmed, NFC, one line, 1 to `LIMITS.nameLength` characters, nothing invisible. */
export const displayNameSchema = z
  .string()
  .max(LIMITS.nameLength * 4)
  .transform((name) => name.normalize('NFC').replace(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'a name is needed')
      .max(LIMITS.nameLength, `at most ${LIMITS.nameLength} characters`)
      .refine((name) => !INVISIBLE.test(name) && !STRAY_JOINER.test(name), 'invisible characters are not allowed'),
  );

/** The text of a chat message: trimmed, NFC, 1 to `LIMITS.chatLength` characters. It is plain text, never markup. */
export const chatTextSchema = z
  .string()
  .max(LIMITS.chatLength * 2)
  .transform((text) => text.normalize('NFC').replace(/\r\n?/gu, '\n').trim())
  .pipe(
    z
      .string()
      .min(1, 'a message is needed')
      .max(LIMITS.chatLength, `at most ${LIMITS.chatLength} characters`)
      .refine((text) => !INVISIBLE_IN_TEXT.test(text), 'control characters are not allowed'),
  );
