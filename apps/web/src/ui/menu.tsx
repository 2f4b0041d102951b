'use client';

import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  type PopoverProps,
  type Selection,
} from 'react-aria-components';
import styles from './menu.module.css';
import { panelClass } from './popover';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** The language of the label, where it differs from the page's. */
  readonly lang?: string;
  readonly isDisabled?: boolean;
}

export interface MenuProps {
  /** The accessible name of the list. */
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  /** Called with the id of the entry that was chosen. */
  readonly onAction: (id: string) => void;
  /** Makes it a choice of one: the id of the entry in effect, marked with a tick. */
  readonly selected?: string;
  readonly placement?: NonNullable<PopoverProps['placement']>;
}

/** A list of actions, or of alternatives when `selected` is given, behind a button. */
export function Menu({ label, trigger, entries, onAction, selected, placement = 'bottom end' }: MenuProps) {
  const choice =
    selected === undefined
      ? {}
      : { selectionMode: 'single' as const, selectedKeys: [selected] as Iterable<string> as Exclude<Selection, 'all'> };
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={panelClass} placement={placement} offset={8}>
        <AriaMenu
          aria-label={label}
          className={styles.menu ?? ''}
          onAction={(key) => onAction(String(key))}
          disallowEmptySelection
          {...choice}
        >
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.label}
              className={styles.item ?? ''}
              isDisabled={entry.isDisabled ?? false}
            >
              {({ isSelected }) => (
                <>
                  {entry.icon}
                  <span className={styles.label} lang={entry.lang}>
                    {entry.label}
                  </span>
                  {isSelected && <Check aria-hidden className={styles.tick} />}
                </>
              )}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
