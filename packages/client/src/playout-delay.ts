import { HaltWatch } from './halt-watch.ts';

/** How often is looked while packets get lost, in milliseconds, and how often while none do: statistics have a cost. */
const LOOK_MS = 500;
const CALM_LOOK_MS = 1_000;
/** Added to the packets of a look, so that one lost of a few is not taken for a bad network. */
const DOUBT = 20;
/** Of what was counted before, so much counts at the next look: loss comes in waves. */
const KEPT = 0.9;
/**
 * How long pictures are held back, in milliseconds, from this share of packets on that come late or not at all.
 * A packet that is asked for again comes about 100 ms later, if neither the wish nor the packet is lost as well:
 * at 30 % loss every second try fails, and one of forty packets takes half a second and more.
 */
const STEPS: readonly (readonly [share: number, delayMs: number])[] = [[0.18, 600], [0.08, 400], [0.03, 200]];
const LEAST_SHARE = 0.03;
/** So much is added at a look, in milliseconds: the picture stands still for as long as is added. */
const MAX_RISE_MS = 150;
/**
 * Loss has to last so long, in milliseconds: that of a link that has become full is over sooner, and to wait for what
 * it lost would only ask it for more.
 */
const LASTING_MS = 2_500;

interface Counts {
  readonly received: number;
  readonly lost: number;
  readonly asked: number;
}

interface Known {
  readonly total: Counts;
  /** What counts of earlier looks. */
  readonly received: number;
  readonly missed: number;
  /** Since when packets get lost, in milliseconds of `performance.now`; `null`: they don’t. */
  readonly since: number | null;
}

/** A receiver that can be told how long to hold back (W3C WebRTC Extensions, `jitterBufferTarget`); not all can. */
type DelayedReceiver = Pick<RTCRtpReceiver, 'track'> & { jitterBufferTarget?: number | null };

export interface PlayoutDelayOptions {
  /** Of all that is received. */
  readonly stats: () => Promise<RTCStatsReport>;
  /** Those that show pictures. */
  readonly receivers: () => readonly DelayedReceiver[];
  /** What was lost of these tracks does not come any more, and their pictures halt until there is a key frame. */
  readonly halted: (trackIds: readonly string[]) => void;
}

/**
 * Holds pictures back while packets get lost on their way, at the publisher's end or at this one, so that there is
 * time to send them again: without, each of them would be a halt. The sound that belongs to them is held back with
 * them by the browser. On a good network nothing is held back. Where a picture halts all the same, it says so.
 */
export class PlayoutDelay {
  readonly #options: PlayoutDelayOptions;
  readonly #known = new Map<string, Known>();
  readonly #halts = new HaltWatch();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(options: PlayoutDelayOptions) {
    this.#options = options;
    this.#lookAfter(CALM_LOOK_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer ?? undefined);
  }

  #lookAfter(ms: number): void {
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    const receivers = this.#options.receivers().filter((receiver) => 'jitterBufferTarget' in receiver);
    if (receivers.length > 0) {
      try {
        this.#adapt(receivers, await this.#options.stats());
      } catch {
        // The connection was closed meanwhile.
      }
    }
    if (!this.#closed) {
      this.#lookAfter([...this.#known.values()].some(({ since }) => since !== null) ? LOOK_MS : CALM_LOOK_MS);
    }
  }

  #adapt(receivers: readonly DelayedReceiver[], stats: RTCStatsReport): void {
    const shares = new Map<string, number>();
    const halted: string[] = [];
    stats.forEach((stat: RTCInboundRtpStreamStats & { trackIdentifier?: string }) => {
      if (stat.type === 'inbound-rtp' && stat.kind === 'video' && stat.trackIdentifier !== undefined) {
        const share = this.#shareOf(stat.trackIdentifier, stat);
        shares.set(stat.trackIdentifier, share);
        // Elsewhere a picture that does not come on waits for a link that is full, and a key frame would fill it more.
        if (share > 0 && this.#halts.hasHalted(stat.trackIdentifier, stat, performance.now())) {
          halted.push(stat.trackIdentifier);
        }
      }
    });
    for (const id of this.#known.keys()) {
      if (!shares.has(id)) {
        this.#known.delete(id);
        this.#halts.forget(id);
      }
    }
    if (halted.length > 0) {
      this.#options.halted(halted);
    }
    for (const receiver of receivers) {
      const share = shares.get(receiver.track.id) ?? 0;
      const delayMs = STEPS.find(([from]) => share >= from)?.[1] ?? 0;
      const now = receiver.jitterBufferTarget ?? 0;
      if (now !== delayMs) {
        receiver.jitterBufferTarget = delayMs === 0 ? null : Math.min(delayMs, now + MAX_RISE_MS);
      }
    }
  }

  /** @returns the share of packets that came late or not at all, 0 to 1; 0 where that does not last */
  #shareOf(id: string, { packetsReceived = 0, packetsLost = 0, nackCount = 0 }: RTCInboundRtpStreamStats): number {
    const total: Counts = { received: packetsReceived, lost: packetsLost, asked: nackCount };
    const before = this.#known.get(id) ?? { total, received: 0, missed: 0, since: null };
    const grown = (what: keyof Counts): number => Math.max(0, total[what] - before.total[what]);
    const received = grown('received');
    // What was lost before the server and came late is in the end not counted as lost, but it was asked for.
    const missed = Math.max(grown('lost'), grown('asked'));
    const sums = { received: KEPT * before.received + received, missed: KEPT * before.missed + missed };
    const share = Math.max(shareOf(received, missed), shareOf(sums.received, sums.missed));
    const now = performance.now();
    const since = share < LEAST_SHARE ? null : before.since ?? now;
    this.#known.set(id, { total, ...sums, since });
    return since !== null && now - since >= LASTING_MS ? share : 0;
  }
}

const shareOf = (received: number, missed: number): number => missed / (received + missed + DOUBT);
