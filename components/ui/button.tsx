// Buttons, and links that look like them.
import type { ComponentProps } from 'react';

type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

const BASE =
  'inline-flex min-h-10 pointer-coarse:min-h-[max(2.5rem,44px)] pointer-coarse:min-w-[44px] items-center justify-center gap-2 rounded-lg border px-[16px] py-[8px] text-sm font-medium ' +
  'transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-55 ' +
  'aria-disabled:cursor-not-allowed aria-disabled:opacity-55';

/** A transparent border becomes visible in forced colours. */
const LOOKS: Record<ButtonLook, string> = {
  primary:
    'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover [:is(a,label)]:hover:bg-accent-hover',
  secondary:
    'border-line-strong/60 bg-surface text-ink enabled:hover:bg-sunken [:is(a,label)]:hover:bg-sunken',
  quiet:
    'border-transparent text-accent-ink enabled:hover:bg-accent-soft [:is(a,label)]:hover:bg-accent-soft',
  danger: 'border-transparent bg-danger text-on-danger enabled:hover:bg-danger-hover',
};

export function buttonClass(look: ButtonLook, extra = ''): string {
  return `${BASE} ${LOOKS[look]} ${extra}`;
}

/** An `inactive` button does nothing but, unlike a disabled one, keeps the focus. */
export function Button({
  look = 'primary',
  inactive = false,
  className,
  onClick,
  ...rest
}: ComponentProps<'button'> & { look?: ButtonLook; inactive?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={inactive || undefined}
      onClick={inactive ? (event) => event.preventDefault() : onClick}
      className={buttonClass(look, className)}
    />
  );
}
