/** What the p50, p95 or maximum of a figure may be at the most. */
export type Limit = Partial<Record<'p50' | 'p95' | 'max', number>>;

export interface Figure {
  /** What was measured, as the page says it. */
  readonly what: string;
  readonly unit: string;
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly limit?: Limit;
  /** The same while nothing happens. */
  readonly idle?: { readonly p50: number; readonly max: number };
}

/** One row of the fault matrix as it was measured. */
export interface FaultRecord {
  /** `F10`; a row may have several records, told apart by `variant`. */
  readonly id: string;
  readonly variant?: string;
  readonly injected: number;
  readonly recovered: number;
  readonly figures: readonly Figure[];
  readonly met: boolean;
  /** Seconds since 1970. */
  readonly at: number;
}
