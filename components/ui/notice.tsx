// A message, with its actions under the text and its close button at the top right.
import type { ReactNode } from 'react';
import { Button } from './button';
import { AlertIcon, CheckIcon, CloseIcon, UploadIcon } from './icons';

type NoticeTone = 'good' | 'bad' | 'wait' | 'busy';

const TONES: Record<NoticeTone, string> = {
  good: 'bg-accent-soft text-accent-ink',
  bad: 'bg-danger-soft text-danger',
  wait: 'bg-warn-soft text-warn-ink',
  busy: 'bg-sunken/60 text-ink',
};

export interface NoticeProps {
  tone: NoticeTone;
  title?: string;
  children: ReactNode;
  actions?: ReactNode;
  close?: { label: string; onClick: () => void };
}

export function Notice({ tone, title, children, actions, close }: NoticeProps) {
  return (
    <div
      className={`@container flex grow items-start gap-[10px] rounded-xl py-3 pl-[14px] text-left text-sm forced-colors:border ${close ? 'pr-[4px]' : 'pr-[14px]'} ${TONES[tone]}`}
    >
      <span className="mt-0.5 hidden text-base leading-none @3xs:block">
        <ToneIcon tone={tone} />
      </span>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {title && <p className="font-semibold">{title}</p>}
        <p className={tone === 'good' || tone === 'busy' ? 'font-medium' : 'text-ink'}>
          {children}
        </p>
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
      {close && (
        <Button
          look="quiet"
          className="-my-2 shrink-0"
          aria-label={close.label}
          onClick={close.onClick}
        >
          <CloseIcon />
        </Button>
      )}
    </div>
  );
}

/** Each tone has one, so that the text stays in its place when the tone changes. */
function ToneIcon({ tone }: { tone: NoticeTone }) {
  if (tone === 'good') return <CheckIcon />;
  return tone === 'busy' ? <UploadIcon /> : <AlertIcon />;
}
