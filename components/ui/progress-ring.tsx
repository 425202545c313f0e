// A progress ring around an avatar. Decoration: a progress bar beside it says the same.

/** The circumference is 100, so that a dash length is a percentage. */
const RADIUS = 100 / (2 * Math.PI);

/** `fraction` is from 0 to 1. The ring fills its container. */
export function ProgressRing({ fraction }: { fraction: number }) {
  const box = 2 * RADIUS + 1.2;
  return (
    <svg
      viewBox={`${-box / 2} ${-box / 2} ${box} ${box}`}
      aria-hidden="true"
      className="absolute -inset-1.5 size-[calc(100%+0.75rem)] -rotate-90 fill-none"
      strokeWidth="1.2"
      strokeLinecap="round"
    >
      <circle r={RADIUS} className="stroke-line" />
      <circle
        r={RADIUS}
        className="stroke-accent transition-[stroke-dasharray] duration-200 ease-out"
        strokeDasharray={`${Math.max(fraction, 0.02) * 100} 100`}
      />
    </svg>
  );
}
