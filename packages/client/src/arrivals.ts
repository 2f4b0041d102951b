import type { types } from 'mediasoup-client';

/** What has come over a transport so far, answers to ICE's own checks included. */
export interface Arrivals {
  readonly transportId: string;
  /** Of the pair of addresses that is in use; another one after each change of the way. */
  readonly pair: string | null;
  readonly bytes: number;
  /** Answers to connectivity checks on that pair (RFC 8445, RFC 7675). */
  readonly responses: number;
}

/** Reads a transport's statistics (W3C WebRTC Statistics, `candidate-pair`). */
export async function arrivalsOf(transport: types.Transport): Promise<Arrivals> {
  let arrivals: Arrivals = { transportId: transport.id, pair: null, bytes: 0, responses: 0 };
  const report = await transport.getStats();
  const stats = [...report.values()] as Record<string, unknown>[];
  const selected = stats.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
  for (const stat of stats) {
    // Firefox names no pair in the transport's own entry, but marks it.
    if (stat.type === 'candidate-pair' && (stat.id === selected || stat.selected === true)) {
      const { id, bytesReceived = 0, responsesReceived = 0 } = stat;
      arrivals = { ...arrivals, pair: String(id), bytes: Number(bytesReceived), responses: Number(responsesReceived) };
    }
  }
  return arrivals;
}

/**
 * Whether something has come over each transport since an earlier look.
 * @param carrier the transport that media are to come over, where some are due: answers to checks are not enough there,
 * as the server may still send another way
 */
export function allArrive(earlier: readonly Arrivals[], now: readonly Arrivals[], carrier: string | null): boolean {
  if (carrier !== null && !now.some(({ transportId }) => transportId === carrier)) {
    return false;
  }
  return now.every((arrivals) => {
    const same = earlier.find(({ transportId, pair }) => transportId === arrivals.transportId && pair === arrivals.pair);
    const bytes = arrivals.bytes - (same?.bytes ?? 0);
    const responses = arrivals.responses - (same?.responses ?? 0);
    return arrivals.pair !== null && (arrivals.transportId === carrier ? bytes > 0 : bytes > 0 || responses > 0);
  });
}
