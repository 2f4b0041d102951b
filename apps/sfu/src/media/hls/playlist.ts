/** Segments that the playlist names, and that are kept for those who are late. */
const WINDOW = 6;
const KEPT = 15;

export interface Segment {
  readonly name: string;
  /** In seconds. */
  readonly duration: number;
  /** The time of day of its first picture, in milliseconds since 1970. */
  readonly at: number;
  /** The file with the tracks' headers. */
  readonly init: string;
  /** The first one of a run: its times do not follow those of the one before. */
  readonly discontinuous: boolean;
}

/**
 * The playlist of an output over all runs of its encoder (RFC 8216). ffmpeg writes one per run; put together here,
 * a player sees one stream whose numbers go on, with a discontinuity where an encoder was replaced.
 */
export class Playlist {
  readonly #segments: Segment[] = [];
  /** Numbers of the first segment kept, and discontinuities before it. */
  #first = 0;
  #discontinuities = 0;

  /** @returns files that are needed no more */
  add(segment: Segment): string[] {
    this.#segments.push({ ...segment, discontinuous: segment.discontinuous && this.#segments.length > 0 });
    const gone = this.#segments.splice(0, Math.max(0, this.#segments.length - KEPT));
    this.#first += gone.length;
    this.#discontinuities += gone.filter(({ discontinuous }) => discontinuous).length;
    const inits = gone.map(({ init }) => init).filter((init) => this.#segments.every((kept) => kept.init !== init));
    return [...gone.map(({ name }) => name), ...new Set(inits)];
  }

  get empty(): boolean {
    return this.#segments.length === 0;
  }

  has(file: string): boolean {
    return this.#segments.some(({ name, init }) => name === file || init === file);
  }

  toString(): string {
    const skipped = this.#segments.slice(0, -WINDOW);
    const window = this.#segments.slice(-WINDOW);
    const longest = Math.max(1, ...window.map(({ duration }) => Math.round(duration)));
    const lines = [
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      `#EXT-X-TARGETDURATION:${longest}`,
      `#EXT-X-MEDIA-SEQUENCE:${this.#first + skipped.length}`,
      `#EXT-X-DISCONTINUITY-SEQUENCE:${this.#discontinuities + skipped.filter((one) => one.discontinuous).length}`,
      '#EXT-X-INDEPENDENT-SEGMENTS',
    ];
    window.forEach((segment, i) => {
      if (segment.discontinuous) {
        lines.push('#EXT-X-DISCONTINUITY');
      }
      if (i === 0 || segment.discontinuous) {
        lines.push(`#EXT-X-MAP:URI="${segment.init}"`);
      }
      lines.push(
        `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.at).toISOString()}`,
        `#EXTINF:${segment.duration.toFixed(3)},`,
        segment.name,
      );
    });
    return `${lines.join('\n')}\n`;
  }
}

/** The segments that ffmpeg's playlist of a run names, in order. */
export function readSegments(text: string): { readonly name: string; readonly duration: number }[] {
  return Array.from(text.matchAll(/^#EXTINF:([\d.]+),.*\n([^#\s].*)$/gmu), ([, duration, name]) =>
    ({ duration: Number(duration), name: name ?? '' }));
}
