// The product's mark: a policy's folded sheet inside a shield.

export function ProductMark({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        className="fill-accent"
        d="M16 1.5 28 5.4v10.2c0 7-4.9 12.2-12 14.9C8.9 27.8 4 22.6 4 15.6V5.4L16 1.5Z"
      />
      <path
        className="fill-none stroke-on-accent"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        d="M11.5 22.5V10.5h5.3a3.9 3.9 0 0 1 0 7.8h-5.3"
      />
    </svg>
  );
}
