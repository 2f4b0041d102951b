import { afterEach, expect, jest, test } from '@jest/globals';
import { readSettings } from '../../../tools/run/settings.mjs';
import { root } from '../../../tools/setup/paths.mjs';

const handoverFile = (env: NodeJS.ProcessEnv = {}): string => {
  jest.replaceProperty(process, 'env', env);
  return readSettings().handoverFile;
};

afterEach(() => void jest.restoreAllMocks());

test('what one run leaves for the next stands outside the checkout, one file for each port', () => {
  const usual = handoverFile();
  expect(usual).toMatch(/^\/.*\/\.local\/state\/plenary\/handover-3000\.json$/u);
  expect(usual.startsWith(root)).toBe(false);
  expect(handoverFile({ PORT: '8080', XDG_STATE_HOME: '/var/lib' })).toBe('/var/lib/plenary/handover-8080.json');
  expect(handoverFile({ XDG_STATE_HOME: 'relative' })).toBe(usual);
});

test('the operator may name another, or none', () => {
  expect(handoverFile({ HANDOVER_FILE: '/srv/plenary.json' })).toBe('/srv/plenary.json');
  expect(handoverFile({ HANDOVER_FILE: 'off' })).toBe('off');
});
