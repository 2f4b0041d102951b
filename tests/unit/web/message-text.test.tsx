import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { renderToStaticMarkup } from 'react-dom/server';
import { MessageText } from '@/screens/call/panels/message-text';

const SOURCES = fileURLToPath(new URL('../../../apps/web/src', import.meta.url));

const shown = (text: string): string => renderToStaticMarkup(<MessageText text={text} />);
const links = (text: string): (string | undefined)[] => [...shown(text).matchAll(/href="([^"]*)"/gu)].map(([, href]) => href);

test('markup is text', () => {
  expect(shown('<b onclick="x()">now</b> &amp;')).toBe('&lt;b onclick=&quot;x()&quot;&gt;now&lt;/b&gt; &amp;amp;');
});

test('web addresses become links, to a site that learns nothing of the meeting', () => {
  expect(links('see https://example.org/agenda, http://example.org and example.net')).toEqual([
    'https://example.org/agenda', 'http://example.org', 'https://example.net',
  ]);
  expect(shown('https://example.org')).toContain('target="_blank" rel="noopener noreferrer nofollow"');
});

test.each([
  'javascript:alert(1)', 'JaVaScRiPt://example.org/%0aalert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd',
  'ftp://example.org', 'blob:https://example.org/1', 'mailto:ann@example.org', 'ann@example.org', 'tel:112', 'javascript://https://example.org',
])('%s leads nowhere but to the web', (text) => {
  expect(links(text).filter((href) => !/^https?:\/\/[a-z]/u.test(href ?? ''))).toEqual([]);
});

test('nothing is put into a page as markup', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/u.test(name));
  const unsafe = files.filter((name) => /dangerouslySetInnerHTML|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(/u.test(readFileSync(join(SOURCES, name), 'utf8')));
  expect(files.length).toBeGreaterThan(100);
  expect(unsafe).toEqual([]);
});
