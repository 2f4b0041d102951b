const WIDTH = 44;

/** Horizontal bars from zero, one per line, for a fixed-width block. */
export function bars(title: string, entries: readonly (readonly [label: string, value: number])[], unit: string): string {
  const max = Math.max(...entries.map(([, value]) => value), Number.MIN_VALUE);
  const labelWidth = Math.max(...entries.map(([label]) => label.length));
  const lines = entries.map(([label, value]) => {
    const bar = '█'.repeat(Math.max(value > 0 ? 1 : 0, Math.round((value / max) * WIDTH)));
    return `${label.padEnd(labelWidth)} ${bar} ${Number(value.toPrecision(4))}`;
  });
  return [`${title} (${unit})`, ...lines].join('\n');
}
