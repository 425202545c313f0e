'use client';
// The notice beside the circle about the last refusal, upload or change of the photo; without one, how to choose a photo.
import { useEffect, useRef } from 'react';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { LiveText } from '@/components/ui/live-text';
import { Notice, type NoticeProps } from '@/components/ui/notice';
import { usePasteKeys } from './use-paste-keys';

export type StatusNotice = Pick<NoticeProps, 'tone' | 'title' | 'actions' | 'close'> & {
  sentence: string;
  /** The identity of the notice: a new value is announced again, even with the same sentence. */
  about: unknown;
  /** True if it responds to the user's last action: it is then scrolled into view. */
  isAnswer: boolean;
};

interface Props {
  /** Null for no notice. */
  notice: StatusNotice | null;
  words: Messages['photo'];
}

export function PhotoStatus({ notice, words }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const keys = usePasteKeys();
  const about = notice?.about;
  const isAnswer = notice?.isAnswer ?? false;

  // The user may have pasted a file, or restored a photo, further down the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each new notice
  useEffect(() => {
    if (isAnswer) element.current?.scrollIntoView?.({ block: 'nearest' });
  }, [about, isAnswer]);

  return (
    // As high as most notices, which fill it, so that nothing moves from one to the next.
    <div ref={element} className="flex min-h-26 flex-col">
      {!notice && (
        <div className="my-auto text-center @lg:text-left">
          {/* Hidden on touch screens, which can neither drag nor paste. */}
          <p className="font-medium pointer-coarse:hidden">{fill(words.drop, { keys })}</p>
          <p className="text-sm text-ink-soft text-pretty">{words.hint}</p>
        </div>
      )}
      <div className={notice ? 'flex grow flex-col' : 'sr-only'}>
        <Notice
          tone={notice?.tone ?? 'busy'}
          title={notice?.title}
          actions={notice?.actions}
          close={notice?.close}
        >
          <LiveText about={about} text={notice?.sentence ?? ''} />
        </Notice>
      </div>
    </div>
  );
}
