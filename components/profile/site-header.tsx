'use client';
// The header: product name, language, user, sign-out.
import type { ReactNode } from 'react';
import type { Messages } from '@/components/messages/es';
import { SignOutIcon } from '@/components/ui/icons';
import { Notice } from '@/components/ui/notice';
import { ProductMark } from '@/components/ui/product-mark';
import { Avatar, type AvatarProps } from './avatar';
import { LeavingDialog } from './leaving-dialog';
import { type SignOutGuard, useSignOut } from './use-sign-out';

export function SiteHeader({
  name,
  avatar,
  attempt,
  guard,
  words,
  languageSwitch,
}: {
  name: string;
  avatar: Pick<AvatarProps, 'photo' | 'initials'>;
  /** Counts reloads of the photo. */
  attempt: number;
  guard: SignOutGuard;
  words: Pick<Messages, 'product' | 'header' | 'leaving'>;
  languageSwitch: ReactNode;
}) {
  const signOut = useSignOut(guard);
  return (
    <header className="@container sticky top-0 z-10 short:static border-b border-line bg-page/85 backdrop-blur-md">
      <a
        href="#content"
        className="sr-only rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-4"
      >
        {words.header.skip}
      </a>
      {/* Hidden until the browser has parsed its last part: a paint before that would move the others. */}
      <div className="mx-auto flex min-h-[60px] max-w-5xl items-center gap-[12px] px-[16px] py-2 not-has-[>button]:invisible sm:px-6">
        <a
          href="/profile"
          className="mr-auto flex min-h-11 min-w-0 items-center gap-2.5 rounded-md"
        >
          <ProductMark className="size-[28px] shrink-0" />
          <span className="sr-only text-[1.05rem] font-semibold tracking-tight @xs:not-sr-only">
            {words.product.name}
          </span>
        </a>
        {languageSwitch}
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar key={attempt} {...avatar} alt="" size={32} className="size-[32px] text-[12px]" />
          <span className="hidden max-w-48 truncate text-sm font-medium @xl:block">{name}</span>
        </span>
        <button
          type="button"
          onClick={signOut.begin}
          aria-label={words.header.signOut}
          title={words.header.signOut}
          className="grid size-[36px] shrink-0 place-items-center pointer-coarse:size-[44px] rounded-lg text-lg text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
        >
          <SignOutIcon />
        </button>
      </div>
      <div role="alert" className="mx-auto max-w-5xl px-4 pb-3 empty:hidden sm:px-6">
        {signOut.stage === 'failed' && <Notice tone="bad">{words.header.signOutFailed}</Notice>}
      </div>
      <LeavingDialog signOut={signOut} words={words.leaving} />
    </header>
  );
}
