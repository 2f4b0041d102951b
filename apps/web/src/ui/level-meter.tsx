import { Meter } from 'react-aria-components';
import styles from './level-meter.module.css';

const SEGMENTS = 9;

export interface LevelMeterProps {
  /** The accessible name. */
  readonly label: string;
  /** 0 (silence) to 1. */
  readonly level: number;
}

/** How loud it is, as a row of small bars. */
export function LevelMeter({ label, level }: LevelMeterProps) {
  const lit = Math.round(level * SEGMENTS);
  return (
    <Meter aria-label={label} value={Math.round(level * 100)} className={styles.meter ?? ''}>
      {Array.from({ length: SEGMENTS }, (_, index) => (
        <span key={index} className={styles.segment} data-lit={index < lit || undefined} />
      ))}
    </Meter>
  );
}
