import { LoaderCircle } from 'lucide-react';
import styles from './spinner.module.css';

/** Something is under way. It is decoration: say in words what is going on. */
export function Spinner() {
  return <LoaderCircle aria-hidden className={styles.spinner} />;
}
