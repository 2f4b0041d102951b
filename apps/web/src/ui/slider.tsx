'use client';

import { Slider as AriaSlider, SliderThumb, SliderTrack } from 'react-aria-components';
import styles from './slider.module.css';

export interface SliderProps {
  /** The accessible name. */
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A share of a whole, chosen by dragging or with the arrow keys. */
export function Slider({ label, value, onChange }: SliderProps) {
  return (
    <AriaSlider
      aria-label={label}
      className={styles.slider ?? ''}
      minValue={0}
      maxValue={1}
      step={0.05}
      value={value}
      onChange={(next) => onChange(next as number)}
      formatOptions={{ style: 'percent' }}
    >
      <SliderTrack className={styles.track ?? ''}>
        <span className={styles.fill} style={{ width: `${value * 100}%` }} />
        <SliderThumb className={styles.thumb ?? ''} />
      </SliderTrack>
    </AriaSlider>
  );
}
