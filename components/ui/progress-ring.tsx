// A progress bar in the form of a ring around a picture.

/** The circumference is 100, so that a dash length is a percentage. */
const RADIUS = 100 / (2 * Math.PI);

/** Percentage of the ring that is drawn while the progress is unknown. */
const UNKNOWN_ARC = 25;

/** The ring fills its container. `fraction` is from 0 to 1; null if unknown. */
export function ProgressRing({ fraction, label }: { fraction: number | null; label: string }) {
  const box = 2 * RADIUS + 1.6;
  const percent = fraction === null ? undefined : Math.round(fraction * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="pointer-events-none absolute -inset-2"
    >
      <svg
        viewBox={`${-box / 2} ${-box / 2} ${box} ${box}`}
        aria-hidden="true"
        className={`size-full fill-none ${fraction === null ? 'animate-spin' : '-rotate-90'}`}
        strokeWidth="1.6"
        strokeLinecap="round"
      >
        <circle r={RADIUS} className="stroke-line forced-colors:stroke-[GrayText]" />
        <circle
          r={RADIUS}
          className="stroke-accent transition-[stroke-dasharray] duration-200 ease-out forced-colors:stroke-[Highlight]"
          strokeDasharray={`${percent === undefined ? UNKNOWN_ARC : Math.max(percent, 2)} 100`}
        />
      </svg>
    </div>
  );
}
