import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchContext, Goal, Outcome } from '../goal.ts';
import type { RoundTrips } from '../round-trips.ts';
import { spreadOf } from '../spread.ts';

const PROGRAM = fileURLToPath(new URL('../round-trips.ts', import.meta.url));

export const roundTrips: Goal = {
  id: 'P9',
  title: 'Signaling round trips between "Join" and the first STUN packet',
  against: 'one; mediasoup’s demo takes 5 to 7',
  limit: 1,
  measure,
};

/** Runs the program that counts; its answer tells the SRTP suite too. */
export async function countRoundTrips(url: string): Promise<RoundTrips> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, url], { timeout: 30_000 });
  return JSON.parse(stdout) as RoundTrips;
}

async function measure(context: BenchContext): Promise<Outcome> {
  const plenary = await context.plenary();
  const { beforeIce, requestsBeforeIce } = await countRoundTrips(plenary.url);
  return {
    ratio: spreadOf(beforeIce),
    table: {
      head: ['transport', 'answers awaited', 'messages sent'],
      rows: beforeIce.map((answers, i) => [String(i + 1), String(answers), String(requestsBeforeIce[i])]),
    },
    plots: [],
    notes: [
      'Counted in the log of the client package’s own socket, for a participant who publishes and receives; the messages after the first are sent without waiting for their answers.',
    ],
  };
}
