'use client';

import Linkify from 'linkify-react';
import type { Opts } from 'linkifyjs';

// Messages are plain text. Only web addresses become links, and the site behind one learns nothing of the meeting.
const LINKS: Opts = {
  defaultProtocol: 'https',
  target: '_blank',
  rel: 'noopener noreferrer nofollow',
  validate: (value, type) => type === 'url' && !/^(?:mailto:|(?!https?:)[a-z][a-z0-9+.-]*:\/\/)/iu.test(value),
};

/** What somebody wrote, with its web addresses as links. */
export function MessageText({ text }: { readonly text: string }) {
  return <Linkify options={LINKS}>{text}</Linkify>;
}
