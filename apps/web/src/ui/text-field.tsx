'use client';

import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { cx } from './cx';
import styles from './text-field.module.css';

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'children' | 'className' | 'style'> {
  readonly label: string;
  /** Keeps the label for assistive technology only, where the surroundings say it to the eye. */
  readonly isLabelHidden?: boolean;
  readonly placeholder?: string;
  readonly description?: ReactNode;
  /** Says what is wrong and marks the field; nothing while it is `null`. */
  readonly error?: ReactNode;
  readonly className?: string | undefined;
}

/** One line of text with its label, and words below it when something is wrong. */
export function TextField(props: TextFieldProps) {
  const { label, isLabelHidden = false, placeholder, description, error = null, className, ...rest } = props;
  return (
    <AriaTextField
      {...rest}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
      isInvalid={error !== null}
      validationBehavior="aria"
      className={cx(styles.field, className)}
    >
      {!isLabelHidden && <Label className={styles.label ?? ''}>{label}</Label>}
      <Input className={styles.input ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
      {description !== undefined && (
        <Text slot="description" className={styles.description ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
