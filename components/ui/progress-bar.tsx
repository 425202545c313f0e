// A progress bar.

/** `fraction` is from 0 to 1; null if unknown. */
export function ProgressBar({ fraction, label }: { fraction: number | null; label: string }) {
  const percent = fraction === null ? undefined : Math.round(fraction * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line forced-colors:outline"
    >
      <div
        className={`h-full origin-left rounded-full bg-accent forced-colors:bg-[Highlight] transition-transform duration-200 ease-out ${
          fraction === null ? 'animate-pulse' : ''
        }`}
        style={{ transform: `scaleX(${fraction ?? 1})` }}
      />
    </div>
  );
}
