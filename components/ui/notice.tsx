// A message with actions. It is as high as the upload status, which it often replaces, so that nothing moves.
import type { ReactNode } from 'react';
import { AlertIcon, CheckIcon } from './icons';

export type NoticeTone = 'good' | 'bad' | 'wait' | 'busy';

const TONES: Record<NoticeTone, string> = {
  good: 'bg-accent-soft text-accent-ink',
  bad: 'bg-danger-soft text-danger',
  wait: 'bg-warn-soft text-warn-ink',
  busy: 'bg-sunken/60 text-ink',
};

export function Notice({
  tone,
  title,
  children,
  actions,
}: {
  tone: NoticeTone;
  title?: string;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div
      className={`flex min-h-24 flex-wrap content-center items-center gap-x-3 gap-y-2 rounded-xl px-4 py-3 forced-colors:border sm:min-h-20 ${TONES[tone]}`}
    >
      <div className="flex min-w-0 flex-[1_1_14rem] items-start gap-2.5 text-sm">
        {tone !== 'busy' && (
          <span className="mt-0.5 text-base leading-none">
            {tone === 'good' ? <CheckIcon /> : <AlertIcon />}
          </span>
        )}
        <div className="min-w-0 [overflow-wrap:anywhere]">
          {title && <p className="font-semibold">{title}</p>}
          <p className={tone === 'good' || tone === 'busy' ? 'font-medium' : 'text-ink'}>
            {children}
          </p>
        </div>
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
