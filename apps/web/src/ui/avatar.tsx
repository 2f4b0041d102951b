import styles from './avatar.module.css';

const COLOURS = 8;

/** A person's initials on a colour that their name always gets. Decoration: the name stands beside it. */
export function Avatar({ name }: { readonly name: string }) {
  return (
    <span className={styles.avatar} data-colour={colourOf(name)} aria-hidden="true">
      <span className={styles.initials}>{initialsOf(name)}</span>
    </span>
  );
}

/** The first characters of the first and the last word, or one character of a name without spaces. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = firstCharacter(words[0] ?? '');
  const last = words.length > 1 ? firstCharacter(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

// What a person takes for one character may be several code points: emoji, letters with accents.
function firstCharacter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    return segment;
  }
  return '';
}

function colourOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash % COLOURS;
}
