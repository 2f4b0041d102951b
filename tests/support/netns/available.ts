import { accessSync, constants } from 'node:fs';
import { describe } from '@jest/globals';
import { ip, system } from './system.ts';

/** Why networks can't be made here, for a reason that only another machine or user has not; `null` when they can. */
function missing(): string | null {
  if (process.getuid?.() !== 0) {
    return 'making networks needs root';
  }
  const probe = `plenary-${process.pid}-probe`;
  try {
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch (error) {
    return `this system lets no networks be made: ${(error as Error).message.trim()}`;
  }
  // Tools that the set-up should have brought: without them the tests fail, they are not passed over.
  system('nft', ['--version']);
  system('python3', ['--version']);
  return null;
}

const reason = missing();

/** `describe` for tests that break networks. Where none can be made they are skipped, with the reason in plain sight. */
export const describeInNetworks: (name: string, tests: () => void) => void = (name, tests) => {
  if (reason === null) {
    describe(name, tests);
  } else {
    process.stderr.write(`\nNOT TESTED: ${name}. Reason: ${reason}\n\n`);
    describe.skip(name, tests);
  }
};
