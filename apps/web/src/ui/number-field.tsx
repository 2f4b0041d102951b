'use client';

import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, Label, NumberField as AriaNumberField } from 'react-aria-components';
import styles from './number-field.module.css';

export interface NumberFieldProps {
  readonly label: string;
  /** A whole number. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** What is typed outside of these is brought to the nearer one. */
  readonly min: number;
  readonly max: number;
}

/** A whole number to type, or to change by one with its buttons or the arrow keys. */
export function NumberField({ label, value, onChange, min, max }: NumberFieldProps) {
  return (
    <AriaNumberField
      className={styles.field ?? ''}
      value={value}
      // An emptied field is no number: what was there stays.
      onChange={(next) => onChange(Number.isNaN(next) ? value : next)}
      minValue={min}
      maxValue={max}
      formatOptions={{ maximumFractionDigits: 0 }}
    >
      <Label className={styles.caption ?? ''}>{label}</Label>
      <Group className={styles.group ?? ''}>
        <Button slot="decrement" className={styles.step ?? ''}>
          <Minus aria-hidden />
        </Button>
        <Input className={styles.input ?? ''} />
        <Button slot="increment" className={styles.step ?? ''}>
          <Plus aria-hidden />
        </Button>
      </Group>
    </AriaNumberField>
  );
}
