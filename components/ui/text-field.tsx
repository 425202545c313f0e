// A labelled text field, with hint and error linked by `aria-describedby`.
import { type ComponentProps, useId } from 'react';

export function TextField({
  label,
  hint,
  error,
  ...input
}: ComponentProps<'input'> & { label: string; hint?: string; error?: string | null }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={
          'min-h-10 pointer-coarse:min-h-11 w-full rounded-lg border bg-surface px-3 py-2 text-base text-ink sm:text-sm ' +
          'read-only:border-line read-only:bg-sunken read-only:text-ink-soft ' +
          (error ? 'border-danger' : 'border-line-strong')
        }
      />
      {note && (
        <p id={`${id}-note`} className={`text-sm ${error ? 'text-danger' : 'text-ink-soft'}`}>
          {note}
        </p>
      )}
    </div>
  );
}
