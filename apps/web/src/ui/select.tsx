'use client';

import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components';
import { cx } from './cx';
import { panelClass } from './popover';
import styles from './select.module.css';

export interface SelectOption {
  readonly id: string;
  readonly label: string;
}

export interface SelectProps {
  readonly label: string;
  /** Keeps the label for assistive technology only, where an icon says it to the eye. */
  readonly isLabelHidden?: boolean;
  readonly icon?: ReactNode;
  readonly options: readonly SelectOption[];
  /** The chosen option's id, or `null` for none. */
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** Shown while nothing is chosen. */
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly className?: string | undefined;
}

/** One choice out of a list. */
export function Select(props: SelectProps) {
  const { label, isLabelHidden = false, icon, options, selected, onSelect, placeholder, isDisabled = false } = props;
  return (
    <AriaSelect
      className={cx(styles.select, props.className)}
      value={selected}
      onChange={(key) => {
        if (key !== null) {
          onSelect(String(key));
        }
      }}
      isDisabled={isDisabled}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className={styles.caption ?? ''}>{label}</Label>}
      <Button className={styles.button ?? ''}>
        {icon}
        <SelectValue className={styles.value ?? ''} />
        <ChevronDown aria-hidden className={styles.chevron} />
      </Button>
      <Popover className={cx(panelClass, styles.popover)} offset={4}>
        <ListBox className={styles.list ?? ''}>
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.label} className={styles.item ?? ''}>
              {({ isSelected }) => (
                <>
                  <span className={styles.text}>{option.label}</span>
                  {isSelected && <Check aria-hidden className={styles.tick} />}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
