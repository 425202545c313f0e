// Decorative icons. The text beside them, or the accessible name of the control, says the same.
import type { ReactNode } from 'react';

function Icon({ className = '', children }: { className?: string; children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`size-[1.15em] shrink-0 fill-none stroke-current ${className}`}
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export const UploadIcon = () => (
  <Icon>
    <path d="M10 13.5V4M6.2 7.6 10 3.8l3.8 3.8M3.5 13v2.2a1.3 1.3 0 0 0 1.3 1.3h10.4a1.3 1.3 0 0 0 1.3-1.3V13" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3.5V13M6.2 9.4l3.8 3.8 3.8-3.8M3.5 13v2.2a1.3 1.3 0 0 0 1.3 1.3h10.4a1.3 1.3 0 0 0 1.3-1.3V13" />
  </Icon>
);

export const CropIcon = () => (
  <Icon>
    <path d="M5.5 2v11a1.5 1.5 0 0 0 1.5 1.5h11M2 5.5h11A1.5 1.5 0 0 1 14.5 7v11" />
  </Icon>
);

export const CameraIcon = () => (
  <Icon>
    <path d="M3 7.2a1.5 1.5 0 0 1 1.5-1.5h1.7l1.2-2h5.2l1.2 2h1.7A1.5 1.5 0 0 1 17 7.2v7.3a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5Z" />
    <circle cx="10" cy="10.6" r="2.7" />
  </Icon>
);

export const PhoneIcon = () => (
  <Icon>
    <rect x="5.5" y="2.5" width="9" height="15" rx="2" />
    <path d="M9 14.8h2" />
  </Icon>
);

export const TrashIcon = () => (
  <Icon>
    <path d="M4 5.5h12M8 5.5V3.7h4v1.8M5.3 5.5l.7 10.3h8l.7-10.3M8.4 8.5v4.5M11.6 8.5v4.5" />
  </Icon>
);

export const UndoIcon = () => (
  <Icon>
    <path d="M7 4 3.5 7.5 7 11M3.8 7.5h7.7a4.5 4.5 0 0 1 0 9H8" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m4 10.5 4 4 8-9" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon>
    <path d="M10 6.5v4.2M10 13.5v.1M10 2.8l7.5 13.4h-15Z" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const SignOutIcon = () => (
  <Icon>
    <path d="M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3M12.5 6.5 16 10l-3.5 3.5M16 10H7.5" />
  </Icon>
);

const TURN = 'M15.500 10a5.800 5.800 0 1 1-1.900-4.300l2.400 2.200M16.200 3.800v4.300h-4.300';

export const TurnRightIcon = () => (
  <Icon>
    <path d={TURN} />
  </Icon>
);

export const TurnLeftIcon = () => (
  <Icon className="-scale-x-100">
    <path d={TURN} />
  </Icon>
);
