/** What a report on received media tells of how late they are shown. */
export interface DelayParts {
  /** Half the round trip to the server, in milliseconds. */
  readonly network: number;
  /** How long a frame, or sound where there is no picture, is held and decoded before it is shown, in milliseconds. */
  readonly buffer: number;
}

/** Sums over the life of each stream, by the stream's id. */
export type DelaySums = ReadonlyMap<string, { readonly kind: string; readonly held: number; readonly count: number }>;

interface Stat {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Reads the sums of a report: differences between two of them tell of the time between. */
export function delaySums(report: Iterable<Stat>): DelaySums {
  const sums = new Map<string, { kind: string; held: number; count: number }>();
  for (const stat of report) {
    // mediasoup's probator is a stream that only measures the link.
    if (stat.type === 'inbound-rtp' && stat.mid !== 'probator') {
      const emitted = number(stat.jitterBufferEmittedCount);
      const decoded = number(stat.framesDecoded);
      const decoding = decoded === 0 ? 0 : (number(stat.totalDecodeTime) / decoded) * emitted;
      sums.set(stat.id, { kind: String(stat.kind), held: number(stat.jitterBufferDelay) + decoding, count: emitted });
    }
  }
  return sums;
}

/** How late media were shown between two reports, of new streams since their beginning; `null` where nothing was, or the link was not measured yet. */
export function delayBetween(before: DelaySums, after: DelaySums, report: Iterable<Stat>): DelayParts | null {
  const roundTrip = roundTripOf(report);
  if (roundTrip === null) {
    return null;
  }
  for (const kind of ['video', 'audio']) {
    let held = 0;
    let count = 0;
    for (const [id, sum] of after) {
      const earlier = before.get(id);
      const shown = sum.count - (earlier?.count ?? 0);
      if (sum.kind === kind && shown > 0) {
        held += Math.max(0, sum.held - (earlier?.held ?? 0));
        count += shown;
      }
    }
    if (count > 0) {
      return { network: (roundTrip / 2) * 1_000, buffer: (held / count) * 1_000 };
    }
  }
  return null;
}

/** In seconds. */
function roundTripOf(report: Iterable<Stat>): number | null {
  for (const stat of report) {
    if (stat.type === 'candidate-pair' && stat.nominated === true && typeof stat.currentRoundTripTime === 'number') {
      return stat.currentRoundTripTime;
    }
  }
  return null;
}
