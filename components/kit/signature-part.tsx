'use client';
// The preview of the signature, and the button that copies it.
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LiveText } from '@/components/ui/live-text';
import { copyRich } from '@/lib/client/copy-rich';
import type { KitProps } from './kit-props';
import { LinkOffer } from './link-offer';
import { Signature, signatureText } from './signature';

export function SignaturePart({ profile, words, onChanged }: KitProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const preview = useRef<HTMLDivElement>(null);
  const [copied, setCopied] = useState<{ isDone: boolean } | null>(null);
  const link = profile.profileImageLink;
  // Readers of a mail are not signed in.
  const address = link?.audience === 'anyone' ? link.url : null;

  async function copy() {
    const html = preview.current?.innerHTML ?? '';
    setCopied({ isDone: await copyRich(html, signatureText(profile)) });
  }

  return (
    <div className="flex flex-col items-start gap-3 border-t border-line pt-5">
      <h3 ref={heading} tabIndex={-1} className="text-sm font-semibold">
        {words.signature}
      </h3>
      {address === null ? (
        <LinkOffer
          text={words.signatureNeedsLink}
          words={words}
          next={heading}
          onChanged={onChanged}
        />
      ) : (
        <>
          <section
            aria-label={words.preview}
            className="w-full rounded-lg border border-line bg-white p-4 text-black scheme-light [overflow-wrap:anywhere] [&_img]:max-w-none"
          >
            <div ref={preview}>
              <Signature person={profile} link={address} />
            </div>
          </section>
          <Button look="secondary" onClick={() => void copy()}>
            {words.copy}
          </Button>
        </>
      )}
      <p className="text-sm empty:hidden">
        <LiveText
          about={copied}
          text={copied ? (copied.isDone ? words.copied : words.copyFailed) : ''}
        />
      </p>
    </div>
  );
}
