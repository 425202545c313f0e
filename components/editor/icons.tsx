// The editor's own pictures. They are decoration: the buttons that carry them have names.

function TurnIcon({ mirrored }: { mirrored: boolean }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`size-[1.15em] fill-none stroke-current ${mirrored ? '-scale-x-100' : ''}`}
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M15.500 10a5.800 5.800 0 1 1-1.900-4.300l2.400 2.200M16.200 3.800v4.300h-4.300" />
    </svg>
  );
}

export const TurnRightIcon = () => <TurnIcon mirrored={false} />;
export const TurnLeftIcon = () => <TurnIcon mirrored />;
