import { Fragment } from 'react';

interface Seat {
  readonly x: number;
  readonly y: number;
}

/** Places on half circles around the origin, from the inner row outwards. */
function hemicycle(rows: readonly number[], innerRadius: number, rowDistance: number): readonly (readonly Seat[])[] {
  return rows.map((count, row) => {
    const radius = innerRadius + row * rowDistance;
    return Array.from({ length: count }, (_, index) => {
      const angle = (Math.PI * index) / (count - 1);
      // Rounded, so that server and browser write the same digits.
      return { x: Math.round(-radius * Math.cos(angle) * 10) / 10, y: Math.round(-radius * Math.sin(angle) * 10) / 10 };
    });
  });
}

const MARK = hemicycle([5, 8], 11.5, 9);
const HALL = hemicycle([9, 13, 17, 21, 25], 70, 31);

/** The product's sign: the seats of an assembly and the one who speaks. Decoration beside the name. */
export function Mark({ className }: { readonly className?: string | undefined }) {
  return (
    <svg viewBox="-32 -42 64 64" className={className} aria-hidden focusable="false">
      <rect x="-32" y="-42" width="64" height="64" rx="15" fill="var(--mark)" />
      <g fill="var(--on-mark)">
        {MARK.flat().map((seat) => (
          <circle key={`${seat.x} ${seat.y}`} cx={seat.x} cy={seat.y} r="2.9" />
        ))}
      </g>
      <circle r="4.6" fill="var(--mark-speaker)" />
    </svg>
  );
}

/** A whole hall, seen from above, with a few voices in it. Decoration. */
export function Hall({ className }: { readonly className?: string | undefined }) {
  return (
    <svg viewBox="-215 -215 430 245" className={className} aria-hidden focusable="false">
      {HALL.map((row, rowIndex) => (
        <Fragment key={rowIndex}>
          {row.map((seat, index) => (
            <circle
              key={index}
              cx={seat.x}
              cy={seat.y}
              r={9 - rowIndex * 0.4}
              fill={VOICES.has(`${rowIndex}:${index}`) ? 'var(--hall-voice)' : 'var(--hall-seat)'}
            />
          ))}
        </Fragment>
      ))}
      <circle r="17" fill="var(--hall-speaker)" />
    </svg>
  );
}

const VOICES: ReadonlySet<string> = new Set(['0:6', '1:3', '2:12', '3:6', '4:19']);
