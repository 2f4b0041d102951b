'use client';

import { Label, Radio, RadioGroup as AriaRadioGroup } from 'react-aria-components';
import styles from './radio-group.module.css';

export interface RadioOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** What choosing it means. */
  readonly description: string;
}

export interface RadioGroupProps<Id extends string> {
  readonly label: string;
  readonly options: readonly RadioOption<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
}

/** One choice out of a few, each with words that explain it. */
export function RadioGroup<Id extends string>({ label, options, selected, onSelect }: RadioGroupProps<Id>) {
  return (
    <AriaRadioGroup className={styles.group ?? ''} value={selected} onChange={(id) => onSelect(id as Id)}>
      <Label className={styles.caption ?? ''}>{label}</Label>
      {options.map((option) => (
        <Radio key={option.id} value={option.id} className={styles.option ?? ''}>
          <span className={styles.dot} aria-hidden />
          <span className={styles.words}>
            <span className={styles.label}>{option.label}</span>
            <span className={styles.description}>{option.description}</span>
          </span>
        </Radio>
      ))}
    </AriaRadioGroup>
  );
}
